namespace CallGrains.Delivery.Webhooks;

/// <summary>What one try means for what comes next.</summary>
internal enum TryVerdict
{
    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>It may go better later.</summary>
    Retry,

    /// <summary>Trying again would not help.</summary>
    Dead,

    /// <summary>The engine stops; nothing is known and nothing is recorded.</summary>
    Stopped,
}

/// <summary>What became of one try.</summary>
/// <param name="Verdict">What it means.</param>
/// <param name="StatusCode">The status of the answer, when there was one.</param>
/// <param name="Latency">How long it took.</param>
/// <param name="Error">What went wrong, fit for the log; null when delivered.</param>
/// <param name="RetryAfter">How long the receiver asks to wait, when it does.</param>
internal readonly record struct TryOutcome(TryVerdict Verdict, int? StatusCode, TimeSpan Latency, string? Error, TimeSpan? RetryAfter = null);
