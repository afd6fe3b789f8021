using System.Security.Cryptography;
using System.Text;
using CallGrains.Gateway.Auth;
using CallGrains.Gateway.Tests.Bench;

namespace CallGrains.Gateway.Tests.Auth;

/// <summary>Signed requests, accepted and refused.</summary>
public sealed class HmacTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    private const string OtherKey = "b3RoZXIta2V5LW9mLXRoZS10ZXN0cy0wMDAwMDAwMDE=";

    private GatewayServer Server => gateway.Server;

    private string Path => $"/calling/callConnections/{Server.Engine.SomeConnection}/participants/4%3A%2B14255550123?{GatewayServer.Version}";

    // Made with: printf 'POST\n/calling/callConnections?api-version=2026-03-12\nThu, 12 Mar 2026 10:00:00 GMT;localhost:8080;<hash>'
    //   | openssl dgst -sha256 -mac HMAC -macopt hexkey:<key> -binary | base64
    [Theory]
    [InlineData("POST", "/calling/callConnections?api-version=2026-03-12", "Thu, 12 Mar 2026 10:00:00 GMT", "localhost:8080", "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=", "aFO4tQ3ryMHCukLMbfYcvggDw+7teK5gPR5dsEhFJhU=")]
    [InlineData("GET", "/calling/callConnections/x/participants/4%3A%2B14255550123?api-version=2026-03-12", "Thu, 12 Mar 2026 10:00:00 GMT", "calls.example", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "v+TnnFfVp9jLjbbZZ8WtnM/om/P/edRUsgs5r57X6Yc=")]
    public void Signed_KnownAnswers_AreMet(string method, string target, string date, string host, string hash, string signature)
    {
        var made = new byte[32];
        HmacSignature.TryParse($"SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}", made, out var names).ShouldBeTrue();
        HmacSignature.OfHeaders(names).ShouldBe(new("x-ms-date", "host", "x-ms-content-sha256", "x-ms-date"));

        var text = new byte[HmacSignature.MostBytes(method, target, date, host, hash)];
        text = text[..HmacSignature.WriteText(text, method, target, date, host, hash)];
        new HmacKey(Convert.FromBase64String(AccessKeyOptions.DevelopmentKey)).Signed(text, made).ShouldBeTrue();
        new HmacKey(Convert.FromBase64String(AccessKeyOptions.DevelopmentKey)).Signed([.. text, (byte)' '], made).ShouldBeFalse();
        new HmacKey(Convert.FromBase64String(OtherKey)).Signed(text, made).ShouldBeFalse();
    }

    [Theory]
    [InlineData("x-ms-date;host")]
    [InlineData("x-ms-date;host;host")]
    [InlineData("x-ms-date;date;host")]
    [InlineData("host;x-ms-content-sha256;host")]
    [InlineData("x-ms-date;x-ms-content-sha256;x-ms-content-sha256")]
    [InlineData("x-ms-date;host;x-ms-content-sha256;date")]
    [InlineData("X-MS-DATE;host;x-ms-content-sha256")]
    [InlineData("")]
    public void OfHeaders_NotTheThree_IsNull(string names) => HmacSignature.OfHeaders(names).ShouldBeNull();

    [Fact]
    public void Signed_ManyAtOnce_AllAreRight()
    {
        var key = new HmacKey(Convert.FromBase64String(OtherKey));
        var texts = Enumerable.Range(0, 2_000).Select(i => Encoding.UTF8.GetBytes($"text {i}")).ToArray();
        var right = 0;
        Parallel.For(0, texts.Length, i =>
        {
            var made = HMACSHA256.HashData(Convert.FromBase64String(OtherKey), texts[i]);
            if (key.Signed(texts[i], made) && !key.Signed(texts[^(i + 1)], made))
                Interlocked.Increment(ref right);
        });
        right.ShouldBe(texts.Length);
    }

    [Theory]
    [InlineData("x-ms-date", "x-ms-date;host;x-ms-content-sha256")]
    [InlineData("date", "date;host;x-ms-content-sha256")]
    [InlineData("x-ms-date", "host;x-ms-date;x-ms-content-sha256")]
    public async Task Request_SignedInEitherForm_IsLetIn(string dateHeader, string order)
    {
        var signer = Server.Signer with { DateHeader = dateHeader, Order = order.Split(';') };
        (await SendAsync(signer, _ => { })).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Request_SentAgainWithTheSameSignature_IsLetIn()
    {
        (await SendAsync(Server.Signer, _ => { })).Code.ShouldBe(200);
        (await SendAsync(Server.Signer, _ => { })).Code.ShouldBe(200);
    }

    public static TheoryData<string, Action<HttpRequestMessage>, string> Wrong => new()
    {
        { "no header", request => request.Headers.Remove("Authorization"), "401 7501 Authorization" },
        { "another scheme", request => Set(request, "Authorization", "Basic eDp5"), "401 7501 Authorization" },
        { "no parameters", request => Set(request, "Authorization", "HMAC-SHA256"), "401 7509 Authorization" },
        { "half the parameters", request => Set(request, "Authorization", "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256"), "401 7509 Authorization" },
        { "a signature that is no base64", request => Change(request, "Authorization", value => value[..^10] + "%%%"), "401 7509 Authorization" },
        { "a signature of another length", request => Change(request, "Authorization", value => value + "AAAA"), "401 7509 Authorization" },
        { "an altered signature", request => Change(request, "Authorization", value => value[..^5] + (value[^5] == 'A' ? 'B' : 'A') + value[^4..]), "401 7509 Authorization" },
        { "a header less signed", request => Change(request, "Authorization", value => value.Replace("host;", "", StringComparison.Ordinal)), "401 7509 Authorization" },
        { "a header more signed", request => Change(request, "Authorization", value => value.Replace("host;", "host;accept;", StringComparison.Ordinal)), "401 7509 Authorization" },
        { "no date", request => request.Headers.Remove("x-ms-date"), "401 7509 x-ms-date" },
        { "no content hash", request => request.Headers.Remove("x-ms-content-sha256"), "401 7509 x-ms-content-sha256" },
        { "an altered date", request => Set(request, "x-ms-date", "Thu, 12 Mar 2026 10:00:01 GMT"), "401 7509 Authorization" },
        { "a date that is none", request => Set(request, "x-ms-date", "yesterday"), "401 7509 x-ms-date" },
        { "another host", request => request.Headers.Host = "elsewhere.example", "401 7509 Authorization" },
        { "another method", request => request.Method = HttpMethod.Put, "401 7509 Authorization" },
        { "another path", request => Retarget(request, path => path.Replace("/participants/4%3A", "/participants/8%3A", StringComparison.Ordinal)), "401 7509 Authorization" },
        { "another query", request => Retarget(request, path => path + "&x=1"), "401 7509 Authorization" },
        { "the same path, encoded otherwise", request => Retarget(request, path => path.Replace("4%3A%2B", "4:%2B", StringComparison.Ordinal)), "401 7509 Authorization" },
        { "a body that was not signed", request => request.Content = new StringContent("{}"), "401 7509 x-ms-content-sha256" },
        { "another key", request => Server2(request), "401 7509 Authorization" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task Request_NotSignedAsItIs_IsRefused(string what, Action<HttpRequestMessage> alter, string refusal)
    {
        var answer = await SendAsync(Server.Signer, alter);
        answer.Refusal.ShouldBe(refusal, what);
        answer.Headers["WWW-Authenticate"].ShouldContain("HMAC-SHA256");
    }

    [Theory]
    [InlineData(-300, 200)]
    [InlineData(-301, 401)]
    [InlineData(300, 200)]
    [InlineData(301, 401)]
    public async Task Request_DateAwayFromNow_IsBoundedByTheSkew(int seconds, int status) =>
        (await SendAsync(Server.Signer, _ => { }, seconds)).Code.ShouldBe(status);

    [Fact]
    public async Task Request_TwoKeysConfigured_EitherSigns()
    {
        await using var server = await GatewayServer.StartAsync(("AccessKeys:0", OtherKey), ("AccessKeys:1", AccessKeyOptions.DevelopmentKey));
        foreach (var (key, status) in new[] { (OtherKey, 404), (AccessKeyOptions.DevelopmentKey, 404), (Convert.ToBase64String(Encoding.ASCII.GetBytes("a third key of 32 bytes, unknown")), 401) })
        {
            var request = server.Request("GET", $"/calling/callConnections/x?{GatewayServer.Version}", null);
            new Signer(key).Sign(request, server.Time.Now, []);
            (await server.SendAsync(request)).Code.ShouldBe(status);
        }
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/calling/keys")]
    [InlineData("/calling/.well-known/acsopenidconfiguration")]
    public async Task Request_Anonymous_OnlyTheseAreOpen(string path) =>
        (await Server.SendAsync(Server.Request("GET", path, null))).Code.ShouldBe(200);

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/nowhere")]
    [InlineData("/simulator/endpoints")]
    [InlineData("/operations/deliveries")]
    [InlineData("/calling/callConnections")]
    [InlineData("/calling/recordings/x")]
    public async Task Request_Anonymous_AllElseIsClosed(string path) =>
        (await Server.SendAsync(Server.Request("GET", path, null))).Refusal.ShouldBe("401 7501 Authorization");

    private static void Server2(HttpRequestMessage request)
    {
        foreach (var name in new[] { "Authorization", "x-ms-date", "x-ms-content-sha256" })
            request.Headers.Remove(name);
        new Signer(OtherKey).Sign(request, new(2026, 3, 12, 10, 0, 0, TimeSpan.Zero), []);
    }

    private static void Set(HttpRequestMessage request, string name, string value) => Change(request, name, _ => value);

    private static void Change(HttpRequestMessage request, string name, Func<string, string> change)
    {
        var value = change(string.Join(',', request.Headers.NonValidated[name]));
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
    }

    private static void Retarget(HttpRequestMessage request, Func<string, string> change) =>
        request.RequestUri = new(request.RequestUri!.GetLeftPart(UriPartial.Authority) + change(request.RequestUri.PathAndQuery));

    private Task<Answer> SendAsync(Signer signer, Action<HttpRequestMessage> alter, int secondsAway = 0)
    {
        var request = Server.Request("GET", Path, null);
        signer.Sign(request, Server.Time.Now.AddSeconds(secondsAway), []);
        alter(request);
        return Server.SendAsync(request);
    }
}
