namespace CallGrains.Delivery.Destinations;

/// <summary>Where callbacks and Event Grid events may go. Section <see cref="Section"/>.</summary>
public sealed class DestinationOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "CallGrains:Callbacks";

    /// <summary>
    /// The entry of a list that stands for nothing: a list of it alone allows none. Configuration cannot say it otherwise, since an
    /// empty list there is one that was not given.
    /// </summary>
    public const string None = "none";

    /// <summary>What <see cref="AllowHttpHosts"/> is when nothing is configured: the names and addresses of this machine.</summary>
    public static IReadOnlyList<string> DefaultHttpHosts { get; } = ["localhost", "*.localhost", "127.0.0.1", "[::1]"];

    /// <summary>What <see cref="AllowNetworks"/> is when nothing is configured: loopback.</summary>
    public static IReadOnlyList<string> DefaultNetworks { get; } = ["127.0.0.0/8", "::1/128"];

    /// <summary>
    /// The hosts that http (without TLS) may go to: a name, an address, <c>*.suffix</c>, or <c>*</c> for all. Replaces the
    /// default, <see cref="DefaultHttpHosts"/>; an empty list, or <see cref="None"/>, allows none.
    /// </summary>
    public IList<string>? AllowHttpHosts { get; set; }

    /// <summary>
    /// The networks, as CIDR, that are allowed although they are not public: <c>10.0.0.0/8</c>, <c>fd00::/8</c>. Replaces the
    /// default, <see cref="DefaultNetworks"/>; an empty list, or <see cref="None"/>, allows none. Public addresses are always allowed.
    /// </summary>
    public IList<string>? AllowNetworks { get; set; }

    /// <summary>
    /// Whether any certificate will do on a loopback address (a developer's self-signed one). Default true, since plain http is
    /// allowed there too. Every other address always needs a trusted certificate.
    /// </summary>
    public bool TrustAnyCertificateOnLoopback { get; set; } = true;
}
