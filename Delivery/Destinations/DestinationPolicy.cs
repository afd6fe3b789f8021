using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace CallGrains.Delivery.Destinations;

/// <summary>
/// Decides where callbacks may go: by the URI when a request names it, and by every resolved address when a connection is made.
/// </summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed class DestinationPolicy
{
    /// <summary>The longest URI accepted, in characters.</summary>
    public const int MaxUriLength = 2_048;

    private readonly IPNetwork[] _allowed;
    private readonly string[] _httpHosts;

    /// <summary>The policy the options ask for.</summary>
    /// <param name="options">The options; read once.</param>
    /// <exception cref="ArgumentException">A network is not in CIDR form; the message names it.</exception>
    public DestinationPolicy(DestinationOptions options)
    {
        _allowed = Array.ConvertAll([.. Given(options.AllowNetworks, DestinationOptions.DefaultNetworks)], Network);
        _httpHosts = [.. Given(options.AllowHttpHosts, DestinationOptions.DefaultHttpHosts)];
        TrustAnyCertificateOnLoopback = options.TrustAnyCertificateOnLoopback;
    }

    /// <summary>Whether any certificate will do on a loopback address.</summary>
    public bool TrustAnyCertificateOnLoopback { get; }

    /// <summary>Whether a URI may be named as a destination. Names are not resolved; <see cref="AllowsAddress"/> follows later.</summary>
    /// <param name="uri">What the client sent.</param>
    /// <param name="reason">Why not, for the client, when the answer is false; otherwise empty.</param>
    public bool Allows([NotNullWhen(true)] string? uri, out string reason)
    {
        reason = Refusal(uri) ?? "";
        return reason.Length == 0;
    }

    /// <summary>Whether a connection may be made to an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="reason">What the address is, when the answer is false; otherwise empty.</param>
    public bool AllowsAddress(IPAddress address, out string reason)
    {
        var judged = AddressRange.Unwrap(address);
        reason = "";
        foreach (var network in _allowed)
        {
            if (network.Contains(judged))
                return true;
        }

        var kind = AddressRange.NotPublic(judged);
        if (kind is null)
            return true;

        reason = judged.Equals(address) ? $"{address} is {kind}" : $"{address} stands for {judged}, {kind}";
        return false;
    }

    private string? Refusal(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "The URI is empty.";
        if (text.Length > MaxUriLength)
            return $"The URI has more than {MaxUriLength} characters.";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return "The URI is not absolute.";
        if (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            return "The scheme of the URI is not https.";
        if (uri.UserInfo.Length > 0)
            return "The URI holds user information.";
        if (text.Contains('#', StringComparison.Ordinal))
            return "The URI has a fragment.";
        if (uri.Port == 0)
            return "The port of the URI is 0.";
        if (uri.Scheme == Uri.UriSchemeHttp && !HttpAllowed(uri))
            return $"Plain http is not allowed to {uri.Host}; the scheme of the URI is https.";
        if (uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6
            && IPAddress.TryParse(uri.DnsSafeHost, out var address)
            && !AllowsAddress(address, out var kind))
        {
            return $"The address is not allowed: {kind}.";
        }

        return null;
    }

    private bool HttpAllowed(Uri uri)
    {
        foreach (var host in _httpHosts)
        {
            if (host == "*" || string.Equals(host, uri.Host, StringComparison.OrdinalIgnoreCase))
                return true;
            if (host.StartsWith("*.", StringComparison.Ordinal) && uri.Host.EndsWith(host[1..], StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static IEnumerable<string> Given(IList<string>? list, IReadOnlyList<string> fallback) =>
        (list?.AsReadOnly() ?? fallback).Where(entry => !string.Equals(entry, DestinationOptions.None, StringComparison.OrdinalIgnoreCase));

    private static IPNetwork Network(string text) =>
        IPNetwork.TryParse(text, out var network)
            ? network
            : throw new ArgumentException($"{DestinationOptions.Section}:{nameof(DestinationOptions.AllowNetworks)}: {text} is not a network in CIDR form.");
}
