namespace CallGrains.Gateway.Hosting;

/// <summary>How many requests one client address may send (<c>CallGrains:RateLimit</c>).</summary>
public sealed class RateLimitOptions
{
    /// <summary>Requests a second in the long run, 1 to 1,000,000.</summary>
    public int PermitsPerSecond { get; set; } = 2_000;

    /// <summary>Requests at once after a pause, 1 to 1,000,000.</summary>
    public int Burst { get; set; } = 4_000;

    /// <summary>What is out of range, one line each.</summary>
    public IEnumerable<string> Faults()
    {
        if (PermitsPerSecond is < 1 or > 1_000_000)
            yield return $"CallGrains:RateLimit:PermitsPerSecond is '{PermitsPerSecond}'; it is 1 to 1000000.";
        if (Burst is < 1 or > 1_000_000)
            yield return $"CallGrains:RateLimit:Burst is '{Burst}'; it is 1 to 1000000.";
    }
}
