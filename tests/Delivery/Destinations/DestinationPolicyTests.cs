using System.Net;

namespace CallGrains.Delivery.Destinations;

public sealed class DestinationPolicyTests
{
    [Theory]
    [InlineData("https://app.example/hook")]
    [InlineData("https://app.example:8443/hook?code=a%20b")]
    [InlineData("https://93.184.215.14/")]
    [InlineData("https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/")]
    [InlineData("https://bücher.example/hook")]
    [InlineData("http://localhost:5000/hook")]
    [InlineData("http://LOCALHOST/hook")]
    [InlineData("http://app.localhost/hook")]
    [InlineData("http://127.0.0.1:5000/hook")]
    [InlineData("http://[::1]:5000/hook")]
    [InlineData("https://localhost/hook")]
    public void Allows_PublicOrLoopback_IsTrue(string uri)
    {
        new DestinationPolicy(new()).Allows(uri, out var reason).ShouldBeTrue(reason);
        reason.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("", "empty")]
    [InlineData("/relative", "absolute")]
    [InlineData("app.example/hook", "absolute")]
    [InlineData("https://", "absolute")]
    [InlineData("ftp://app.example/", "scheme")]
    [InlineData("file:///etc/passwd", "absolute")]
    [InlineData("javascript:alert(1)", "absolute")]
    [InlineData("http://app.example/hook", "Plain http")]
    [InlineData("http://localhost.evil.example/", "Plain http")]
    [InlineData("http://evillocalhost/", "Plain http")]
    [InlineData("https://user:secret@app.example/", "user information")]
    [InlineData("https://app.example/#part", "fragment")]
    [InlineData("https://app.example:0/", "port")]
    [InlineData("https://10.0.0.1/", "private")]
    [InlineData("https://169.254.169.254/latest/meta-data", "metadata")]
    [InlineData("https://[fd00:ec2::254]/", "metadata")]
    [InlineData("https://[::ffff:10.0.0.1]/", "private")]
    [InlineData("https://0x0a000001/", "private")]
    [InlineData("https://167772161/", "private")]
    [InlineData("https://0/", "unspecified")]
    [InlineData("https://10.1/", "private")]
    [InlineData("https://012.0.0.1/", "private")]
    [InlineData("https://[::ffff:a00:1]/", "private")]
    [InlineData("https://[64:ff9b::a00:1]/", "private")]
    [InlineData("https://[2002:a00:1::1]/", "private")]
    [InlineData("https://[::10.0.0.1]/", "private")]
    [InlineData("https://[fe80::1%25eth0]/", "link-local")]
    [InlineData("https://[fe80::1%251]/", "link-local")]
    [InlineData("https://[fd00:ec2::254%251]/", "metadata")]
    [InlineData("https://[::]/", "unspecified")]
    [InlineData("https://[ff02::1]/", "multicast")]
    [InlineData("http://localhost./", "Plain http")]
    public void Allows_AnythingElse_IsFalseWithTheReason(string? uri, string reason)
    {
        new DestinationPolicy(new()).Allows(uri, out var why).ShouldBeFalse();
        why.ShouldContain(reason);
    }

    [Fact]
    public void Allows_TooLong_IsFalse()
    {
        var policy = new DestinationPolicy(new());
        const string root = "https://app.example/";

        policy.Allows(root + new string('a', DestinationPolicy.MaxUriLength - root.Length), out _).ShouldBeTrue();
        policy.Allows(root + new string('a', DestinationPolicy.MaxUriLength - root.Length + 1), out var reason).ShouldBeFalse();
        reason.ShouldContain("2048");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("8.8.8.8")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("2606:4700::1111")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("2002:808:808::1")]
    public void AllowsAddress_PublicOrLoopback_IsTrue(string address) =>
        new DestinationPolicy(new()).AllowsAddress(IPAddress.Parse(address), out var reason).ShouldBeTrue(reason);

    [Theory]
    [InlineData("10.0.0.0", "private")]
    [InlineData("10.255.255.255", "private")]
    [InlineData("172.16.0.1", "private")]
    [InlineData("172.31.255.255", "private")]
    [InlineData("192.168.1.1", "private")]
    [InlineData("100.64.0.1", "carrier-grade")]
    [InlineData("100.127.255.255", "carrier-grade")]
    [InlineData("169.254.1.1", "link-local")]
    [InlineData("169.254.169.254", "metadata")]
    [InlineData("168.63.129.16", "metadata")]
    [InlineData("100.100.100.200", "metadata")]
    [InlineData("fd00:ec2::254", "metadata")]
    [InlineData("fe80::1", "link-local")]
    [InlineData("fe80::1%1", "link-local")]
    [InlineData("febf::1", "link-local")]
    [InlineData("::ffff:10.0.0.1%1", "private")]
    [InlineData("64:ff9b::a00:1%1", "private")]
    [InlineData("2002:a00:1::1%1", "private")]
    [InlineData("fc00::1%2", "unique-local")]
    [InlineData("fec0::1", "site-local")]
    [InlineData("fc00::1", "unique-local")]
    [InlineData("fdff::1", "unique-local")]
    [InlineData("0.0.0.0", "unspecified")]
    [InlineData("0.1.2.3", "unspecified")]
    [InlineData("::", "unspecified")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("239.255.255.255", "multicast")]
    [InlineData("ff02::1", "multicast")]
    [InlineData("255.255.255.255", "reserved")]
    [InlineData("240.0.0.1", "reserved")]
    [InlineData("192.0.0.8", "reserved")]
    [InlineData("198.18.0.1", "benchmarking")]
    [InlineData("203.0.113.7", "documentation")]
    [InlineData("2001:db8::1", "documentation")]
    [InlineData("::ffff:10.0.0.1", "private")]
    [InlineData("::ffff:169.254.169.254", "metadata")]
    [InlineData("::ffff:0.0.0.0", "unspecified")]
    [InlineData("::10.0.0.1", "private")]
    [InlineData("::ffff:0:10.0.0.1", "private")]
    [InlineData("64:ff9b::a00:1", "private")]
    [InlineData("64:ff9b::a9fe:a9fe", "metadata")]
    [InlineData("64:ff9b:1::a00:1", "NAT64")]
    [InlineData("2002:a00:1::1", "private")]
    [InlineData("2002:a9fe:a9fe::1", "metadata")]
    [InlineData("2001:0:5ef5:79fd::1", "Teredo")]
    public void AllowsAddress_NotPublic_IsFalseWithItsKind(string address, string kind)
    {
        new DestinationPolicy(new()).AllowsAddress(IPAddress.Parse(address), out var reason).ShouldBeFalse();
        reason.ShouldContain(kind);
    }

    [Fact]
    public void AllowsAddress_NetworkConfigured_ReplacesTheDefault()
    {
        var policy = new DestinationPolicy(new() { AllowNetworks = ["10.0.0.0/8", "fd12:3456::/32"] });

        policy.AllowsAddress(IPAddress.Parse("10.1.2.3"), out _).ShouldBeTrue();
        policy.AllowsAddress(IPAddress.Parse("::ffff:10.1.2.3"), out _).ShouldBeTrue();
        policy.AllowsAddress(IPAddress.Parse("fd12:3456::1"), out _).ShouldBeTrue();
        policy.AllowsAddress(IPAddress.Parse("192.168.0.1"), out _).ShouldBeFalse();
        policy.AllowsAddress(IPAddress.Parse("127.0.0.1"), out var reason).ShouldBeFalse();
        reason.ShouldContain("loopback");
    }

    [Fact]
    public void Allows_HttpHostsConfigured_ReplaceTheDefault()
    {
        var policy = new DestinationPolicy(new() { AllowHttpHosts = ["hooks.internal.example", "*.svc.cluster.local"] });

        policy.Allows("http://hooks.internal.example/", out _).ShouldBeTrue();
        policy.Allows("http://app.default.svc.cluster.local:8080/", out _).ShouldBeTrue();
        policy.Allows("http://svc.cluster.local/", out _).ShouldBeFalse();
        policy.Allows("http://localhost/", out _).ShouldBeFalse();
        new DestinationPolicy(new() { AllowHttpHosts = ["*"] }).Allows("http://any.example/", out _).ShouldBeTrue();
        new DestinationPolicy(new() { AllowHttpHosts = [] }).Allows("http://localhost/", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    public void Allows_ListsOfNothing_NeitherHttpNorLoopback(string none)
    {
        var policy = new DestinationPolicy(new() { AllowHttpHosts = [none], AllowNetworks = [none] });

        policy.Allows("http://localhost/", out _).ShouldBeFalse();
        policy.Allows("http://none/", out _).ShouldBeFalse();
        policy.Allows("https://app.example/", out _).ShouldBeTrue();
        policy.AllowsAddress(IPAddress.Loopback, out _).ShouldBeFalse();
        policy.AllowsAddress(IPAddress.Parse("8.8.8.8"), out _).ShouldBeTrue();
    }

    [Fact]
    public void Constructor_NoNetwork_NamesTheOption() =>
        Should.Throw<ArgumentException>(() => new DestinationPolicy(new() { AllowNetworks = ["10.0.0.0/99"] })).Message
            .ShouldBe("CallGrains:Callbacks:AllowNetworks: 10.0.0.0/99 is not a network in CIDR form.");
}
