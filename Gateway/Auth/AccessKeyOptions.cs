using System.Security.Cryptography;
using System.Text;

namespace CallGrains.Gateway.Auth;

/// <summary>The access keys and what guards their use (section <c>CallGrains</c>).</summary>
public sealed class AccessKeyOptions
{
    /// <summary>The key everybody knows, for development on one's own machine.</summary>
    public const string DevelopmentKey = "Y2FsbGdyYWlucy1kZXZlbG9wbWVudC1rZXktMDAwMDA=";

    private const int MinKeyBytes = 16;

    /// <summary>One or two keys in base64, at least 16 bytes each; two, so that they can be rotated. The development key when none.</summary>
    public IList<string> AccessKeys { get; } = [];

    /// <summary>Whether the development key may be used on an address that others can reach.</summary>
    public bool AllowDevelopmentKey { get; set; }

    /// <summary>How far <c>x-ms-date</c> may be from the time here, 1 s to 1 day.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The keys in use.</summary>
    public IReadOnlyList<string> Keys => AccessKeys.Count > 0 ? [.. AccessKeys] : [DevelopmentKey];

    /// <summary>Whether the development key is one of the keys in use.</summary>
    public bool UsesDevelopmentKey => Keys.Contains(DevelopmentKey);

    /// <summary>The keys in use as bytes.</summary>
    public IReadOnlyList<byte[]> KeyBytes() => [.. Keys.Select(Convert.FromBase64String)];

    /// <summary>The keys of the engine's own user tokens, one per access key: knowing a token key does not tell the access key.</summary>
    public IReadOnlyList<byte[]> TokenKeys() =>
        [.. KeyBytes().Select(key => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: Encoding.ASCII.GetBytes("callgrains user access token")))];

    /// <summary>What is wrong, one line each.</summary>
    public IEnumerable<string> Faults()
    {
        if (AccessKeys.Count > 2)
            yield return $"CallGrains:AccessKeys has {AccessKeys.Count} entries; at most 2 are allowed.";

        for (var i = 0; i < AccessKeys.Count; i++)
        {
            var bytes = new byte[AccessKeys[i].Length];
            if (!Convert.TryFromBase64String(AccessKeys[i], bytes, out var size) || size < MinKeyBytes)
                yield return $"CallGrains:AccessKeys:{i} is '{Shown(AccessKeys[i])}'; it is base64 of at least {MinKeyBytes} bytes.";
        }

        if (ClockSkew < TimeSpan.FromSeconds(1) || ClockSkew > TimeSpan.FromDays(1))
            yield return $"CallGrains:ClockSkew is '{ClockSkew}'; it is 00:00:01 to 1.00:00:00.";
    }

    // Enough to recognize a slip, too little of a key that lacks one character.
    private static string Shown(string key) => key.Length <= 12 ? key : key[..12] + "…";
}
