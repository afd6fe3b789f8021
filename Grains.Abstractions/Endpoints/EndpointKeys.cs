using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace CallGrains.Grains.Abstractions.Endpoints;

/// <summary>The keys of endpoint grains.</summary>
public static class EndpointKeys
{
    // Stores bound the length of keys, and table stores give some characters a meaning.
    private const int LongestReadable = 100;

    private static readonly SearchValues<char> Readable =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:+-_.");

    /// <summary>The key of an endpoint: its raw id where every store can hold that, otherwise a hash of it.</summary>
    /// <param name="rawId">The raw id.</param>
    public static string Of(string rawId) => rawId.Length <= LongestReadable && !rawId.AsSpan().ContainsAnyExcept(Readable)
        ? rawId
        : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rawId)))}";
}
