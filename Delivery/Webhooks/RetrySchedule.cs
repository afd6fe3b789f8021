using System.Net;

namespace CallGrains.Delivery.Webhooks;

/// <summary>Which answers are tried again, and after what pause.</summary>
/// <param name="firstPause">The pause after the first try.</param>
/// <param name="maxPause">The longest pause.</param>
/// <param name="random">For the jitter.</param>
internal sealed class RetrySchedule(TimeSpan firstPause, TimeSpan maxPause, Random random)
{
    // Longer than anything is tried, and no time to come beyond the calendar.
    private static readonly TimeSpan LongestAsked = TimeSpan.FromDays(365);

    /// <summary>What a status code means (DESIGN section 6).</summary>
    public static TryVerdict Judge(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => TryVerdict.Delivered,
        408 or 429 or >= 500 => TryVerdict.Retry,
        _ => TryVerdict.Dead,
    };

    /// <summary>The pause before the next try.</summary>
    /// <param name="tries">How many tries were made, at least 1.</param>
    /// <param name="retryAfter">What the receiver asks for; never undercut, up to a year.</param>
    /// <returns>75 to 100 % of first · 2^(tries-1), at most the longest pause: many that failed together come back apart.</returns>
    public TimeSpan Pause(int tries, TimeSpan? retryAfter)
    {
        var doubled = firstPause.TotalSeconds * Math.Pow(2, Math.Min(tries, 60) - 1);
        var pause = TimeSpan.FromSeconds(Math.Min(doubled, maxPause.TotalSeconds) * (0.75 + (0.25 * random.NextDouble())));
        return !(retryAfter > pause) ? pause : retryAfter < LongestAsked ? retryAfter.Value : LongestAsked;
    }
}
