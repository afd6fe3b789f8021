using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace CallGrains.Delivery.Destinations;

/// <summary>What kind of address an address is, and which IPv4 address hides in an IPv6 one.</summary>
internal static class AddressRange
{
    // IANA special-purpose registries: what is not globally reachable. The first match names the refusal.
    private static readonly (IPNetwork Network, string Name)[] Special =
    [
        (IPNetwork.Parse("169.254.169.254/32"), "a metadata address"),
        (IPNetwork.Parse("168.63.129.16/32"), "a metadata address"),
        (IPNetwork.Parse("100.100.100.200/32"), "a metadata address"),
        (IPNetwork.Parse("fd00:ec2::254/128"), "a metadata address"),
        (IPNetwork.Parse("fd20:ce::254/128"), "a metadata address"),
        (IPNetwork.Parse("127.0.0.0/8"), "a loopback address"),
        (IPNetwork.Parse("::1/128"), "a loopback address"),
        (IPNetwork.Parse("0.0.0.0/8"), "an unspecified address"),
        (IPNetwork.Parse("::/128"), "an unspecified address"),
        (IPNetwork.Parse("10.0.0.0/8"), "a private address"),
        (IPNetwork.Parse("172.16.0.0/12"), "a private address"),
        (IPNetwork.Parse("192.168.0.0/16"), "a private address"),
        (IPNetwork.Parse("100.64.0.0/10"), "a carrier-grade NAT address"),
        (IPNetwork.Parse("169.254.0.0/16"), "a link-local address"),
        (IPNetwork.Parse("fe80::/10"), "a link-local address"),
        (IPNetwork.Parse("fec0::/10"), "a site-local address"),
        (IPNetwork.Parse("fc00::/7"), "a unique-local address"),
        (IPNetwork.Parse("192.0.0.0/24"), "a reserved address"),
        (IPNetwork.Parse("192.0.2.0/24"), "a documentation address"),
        (IPNetwork.Parse("198.51.100.0/24"), "a documentation address"),
        (IPNetwork.Parse("203.0.113.0/24"), "a documentation address"),
        (IPNetwork.Parse("2001:db8::/32"), "a documentation address"),
        (IPNetwork.Parse("3fff::/20"), "a documentation address"),
        (IPNetwork.Parse("192.88.99.0/24"), "a 6to4 relay address"),
        (IPNetwork.Parse("198.18.0.0/15"), "a benchmarking address"),
        (IPNetwork.Parse("224.0.0.0/4"), "a multicast address"),
        (IPNetwork.Parse("ff00::/8"), "a multicast address"),
        (IPNetwork.Parse("240.0.0.0/4"), "a reserved address"),
        (IPNetwork.Parse("64:ff9b:1::/48"), "a local NAT64 address"),
        (IPNetwork.Parse("2001::/32"), "a Teredo address"),
        (IPNetwork.Parse("2001:2::/48"), "a benchmarking address"),
        (IPNetwork.Parse("2001:10::/28"), "a reserved address"),
        (IPNetwork.Parse("100::/64"), "a discard address"),
        (IPNetwork.Parse("5f00::/16"), "a reserved address"),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Compatible = IPNetwork.Parse("::/96");
    private static readonly IPNetwork Translated = IPNetwork.Parse("::ffff:0:0:0/96");

    /// <summary>Why an address is not public; null when it is.</summary>
    public static string? NotPublic(IPAddress address)
    {
        foreach (var (network, name) in Special)
        {
            if (network.Contains(address))
                return name;
        }

        return null;
    }

    /// <summary>
    /// The IPv4 address that an IPv6 address stands for (mapped, compatible, translated, NAT64 or 6to4); the address itself when
    /// it stands for none. A packet to one of these ends at the IPv4 address, so that is the one to judge.
    /// </summary>
    public static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();

        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out _);
        if (SixToFour.Contains(address))
            return new(bytes.Slice(2, 4));
        if (Nat64.Contains(address) || Translated.Contains(address))
            return new(bytes[12..]);

        // ::a.b.c.d, but not :: and ::1, which are addresses of their own.
        return Compatible.Contains(address) && BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) > 1 ? new(bytes[12..]) : address;
    }
}
