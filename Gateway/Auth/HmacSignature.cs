using System.Security.Cryptography;
using System.Text.Unicode;

namespace CallGrains.Gateway.Auth;

/// <summary>What an <c>Authorization: HMAC-SHA256 …</c> header says (AUTH section 1).</summary>
/// <param name="First">The header whose value is signed first.</param>
/// <param name="Second">The header whose value is signed second.</param>
/// <param name="Third">The header whose value is signed third.</param>
/// <param name="Date">The one of them that is the date.</param>
internal readonly record struct HmacSignature(string First, string Second, string Third, string Date)
{
    /// <summary>The name of the scheme.</summary>
    public const string Scheme = "HMAC-SHA256";

    /// <summary>The header with the hash of the body.</summary>
    public const string ContentHash = "x-ms-content-sha256";

    private const string HeadersPart = "SignedHeaders=";
    private const string SignaturePart = "&Signature=";
    private const string Host = "host";

    // Which date is signed differs between clients, and so does the order; all three must be signed, and nothing else is known.
    private static readonly string[] DateNames = ["x-ms-date", "date"];

    /// <summary>Reads the header without its scheme.</summary>
    /// <param name="parameters">The header without its scheme.</param>
    /// <param name="signature">Where the signature goes, <see cref="HMACSHA256.HashSizeInBytes"/> long.</param>
    /// <param name="names">The names of the signed headers, for <see cref="OfHeaders"/>.</param>
    public static bool TryParse(ReadOnlySpan<char> parameters, Span<byte> signature, out ReadOnlySpan<char> names)
    {
        names = default;
        var cut = parameters.IndexOf(SignaturePart, StringComparison.Ordinal);
        if (cut < 0 || !parameters.StartsWith(HeadersPart, StringComparison.Ordinal))
            return false;

        names = parameters[HeadersPart.Length..cut];
        Span<byte> bytes = stackalloc byte[HMACSHA256.HashSizeInBytes + 2];
        if (!Convert.TryFromBase64Chars(parameters[(cut + SignaturePart.Length)..], bytes, out var size) || size != HMACSHA256.HashSizeInBytes)
            return false;

        bytes[..size].CopyTo(signature);
        return true;
    }

    /// <summary>The signed headers in their order; null when they are not the date, the host and the hash of the body.</summary>
    public static HmacSignature? OfHeaders(ReadOnlySpan<char> names)
    {
        Span<Range> parts = stackalloc Range[4];
        if (names.Split(parts, ';') != 3)
            return null;

        var (first, second, third) = (Known(names[parts[0]]), Known(names[parts[1]]), Known(names[parts[2]]));
        if (first is null || second is null || third is null)
            return null;

        string? date = null;
        foreach (var name in (ReadOnlySpan<string>)[first, second, third])
            date = name is Host or ContentHash ? date : name;
        var isComplete = date is not null
            && (first == Host || second == Host || third == Host)
            && (first == ContentHash || second == ContentHash || third == ContentHash);
        return isComplete ? new(first, second, third, date!) : null;
    }

    /// <summary>Most bytes that <see cref="WriteText"/> writes: a character is at most three, and five more separate the parts.</summary>
    public static int MostBytes(string method, string target, string first, string second, string third) =>
        (3 * (method.Length + target.Length + first.Length + second.Length + third.Length)) + 5;

    /// <summary>Writes the text that is signed.</summary>
    /// <param name="destination">Where to, with room for <see cref="MostBytes"/>.</param>
    /// <param name="method">The method of the request.</param>
    /// <param name="target">Its target, as it stood in the request line.</param>
    /// <param name="first">The value signed first.</param>
    /// <param name="second">The value signed second.</param>
    /// <param name="third">The value signed third.</param>
    /// <returns>How many bytes it has.</returns>
    public static int WriteText(Span<byte> destination, string method, string target, string first, string second, string third) =>
        Utf8.TryWrite(destination, $"{method}\n{target}\n{first};{second};{third}", out var length)
            ? length
            : throw new ArgumentException("The text does not fit.", nameof(destination));

    private static string? Known(ReadOnlySpan<char> name)
    {
        foreach (var known in (ReadOnlySpan<string>)[Host, ContentHash, .. DateNames])
        {
            if (name.SequenceEqual(known))
                return known;
        }

        return null;
    }
}
