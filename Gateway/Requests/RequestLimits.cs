namespace CallGrains.Gateway.Requests;

/// <summary>The bounds of a request (<c>CallGrains:Limits</c>).</summary>
public sealed record RequestLimits
{
    /// <summary>Most characters of an <c>operationContext</c>; the official clients refuse longer ones themselves.</summary>
    public const int MaxOperationContext = 5_000;

    /// <summary>Most characters of a display name.</summary>
    public const int MaxDisplayName = 256;

    /// <summary>Most characters of a callback URI.</summary>
    public const int MaxCallbackUri = 2_048;

    /// <summary>Most characters of an opaque id: invitation, group call, room, server call, incoming call context.</summary>
    public const int MaxOpaqueId = 1_024;

    /// <summary>Most bytes of a custom calling context, as JSON.</summary>
    public const int MaxCustomContextBytes = 16 * 1024;

    /// <summary>Most characters of any other text.</summary>
    public const int MaxText = 4_096;

    /// <summary>Most bytes of a refused body that are still taken, so that the client can read the refusal.</summary>
    public const int MaxDrainedBytes = 32 * 1024 * 1024;

    /// <summary>Longest time an invitation rings, in seconds.</summary>
    public const int MaxInvitationSeconds = 180;

    /// <summary>Most bytes of a request body, 1 KiB to 16 MiB; beyond, 413.</summary>
    public int MaxBodyBytes { get; set; } = 256 * 1024;

    /// <summary>Deepest nesting of a request body, 8 to 64; beyond, 400.</summary>
    public int MaxJsonDepth { get; set; } = 32;

    /// <summary>What is out of range, one line each.</summary>
    public IEnumerable<string> Faults()
    {
        if (MaxBodyBytes is < 1024 or > 16 * 1024 * 1024)
            yield return $"CallGrains:Limits:MaxBodyBytes is '{MaxBodyBytes}'; it is 1024 to 16777216.";
        if (MaxJsonDepth is < 8 or > 64)
            yield return $"CallGrains:Limits:MaxJsonDepth is '{MaxJsonDepth}'; it is 8 to 64.";
    }
}
