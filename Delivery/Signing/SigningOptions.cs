using CallGrains.Delivery.Options;

namespace CallGrains.Delivery.Signing;

/// <summary>How callbacks are signed. Section <see cref="Section"/>.</summary>
public sealed class SigningOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "CallGrains:Callbacks:Signing";

    /// <summary>The <c>iss</c> of the tokens and the issuer of the OpenID configuration. Default <c>https://callgrains</c>.</summary>
    public string Issuer { get; set; } = "https://callgrains";

    /// <summary>The <c>aud</c> of the tokens; the immutable resource id when null. Default null.</summary>
    public string? Audience { get; set; }

    /// <summary>
    /// How long a token is valid: more than <see cref="TokenReuse"/>, at most 1 day and <see cref="Overlap"/>. Default 5 minutes (AUTH
    /// section 3).
    /// </summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a token is used again: an RSA signature costs more than a POST. 1 second to 1 minute, which is the default.</summary>
    public TimeSpan TokenReuse { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a key signs: more than <see cref="Overlap"/>, at most 3,650 days. Default 30 days.</summary>
    public TimeSpan RotateEvery { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long before its first use a key is published, and how long after its last; receivers read the keys again every 12 or
    /// 24 hours. 1 minute to 365 days. Default 24 hours.
    /// </summary>
    public TimeSpan Overlap { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The size of new RSA keys in bits. Default 2,048.</summary>
    public int KeySize { get; set; } = 2_048;

    /// <summary>Checks that every value makes sense.</summary>
    /// <exception cref="ArgumentException">One does not; the message names it.</exception>
    public void Validate()
    {
        Check(Issuer.Length > 0, $"{nameof(Issuer)} is not empty.");
        InRange(TokenReuse, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), nameof(TokenReuse));
        InRange(TokenLifetime, TokenReuse, TimeSpan.FromDays(1), nameof(TokenLifetime));
        Check(TokenLifetime > TokenReuse, $"{nameof(TokenLifetime)} is more than {nameof(TokenReuse)}.");
        InRange(Overlap, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365), nameof(Overlap));
        Check(Overlap >= TokenLifetime, $"{nameof(Overlap)} is at least {nameof(TokenLifetime)}.");
        InRange(RotateEvery, Overlap, TimeSpan.FromDays(3_650), nameof(RotateEvery));
        Check(RotateEvery > Overlap, $"{nameof(RotateEvery)} is more than {nameof(Overlap)}.");
        Check(KeySize is >= 2_048 and <= 8_192, $"{nameof(KeySize)} is 2048 to 8192.");
    }

    private static void InRange(TimeSpan value, TimeSpan least, TimeSpan most, string name) =>
        TimeRange.Check($"{Section}:{name}", value, least, most);

    private static void Check(bool holds, string rule)
    {
        if (!holds)
            throw new ArgumentException($"{Section}: {rule}");
    }
}
