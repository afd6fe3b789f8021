namespace CallGrains.Calls.Replies;

/// <summary>The refusals of calls, with the HTTP statuses and codes of the contract (AUTH section 5).</summary>
public static class Refusals
{
    /// <summary>404/8522: no such call or leg, or not any more.</summary>
    public static Refusal NotFound { get; } = new(404, "8522", "Call not found.");

    /// <summary>400/8501: nobody has answered yet.</summary>
    public static Refusal NotEstablished { get; } = new(400, "8501", "The call is not established.");

    /// <summary>400/8528: the call is ending.</summary>
    public static Refusal Terminated { get; } = new(400, "8528", "The call is being terminated.");

    /// <summary>400/8585: the ringing named by the context is over.</summary>
    public static Refusal ContextUsed { get; } =
        new(400, "8585", "The incoming call was already answered, rejected or redirected, or has timed out.", "incomingCallContext");

    /// <summary>409/8519: the participant is being moved to another call and the outcome is not known yet.</summary>
    public static Refusal Conflict { get; } = new(409, "8519", "The participant is being moved to another call; try again.");

    /// <summary>503/8519: the roster cannot be told, because a participant is being moved.</summary>
    public static Refusal RosterInDoubt { get; } =
        new(503, "8519", "A participant is being moved to another call; try again.") { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>503/9001: the store could not be written, or nobody knows whether it was: the same request id finds out.</summary>
    public static Refusal StoreUnavailable { get; } =
        new(503, "9001", "The request could not be recorded; try again.") { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>412/8583: the request id is older than the window in which ids are remembered.</summary>
    public static Refusal RepeatTooOld { get; } =
        new(412, "8583", "The request is outside the window in which repeats are recognized.", "Repeatability-First-Sent");

    /// <summary>400/8523: the request id was used for another request.</summary>
    public static Refusal RepeatDiffers { get; } =
        new(400, "8523", "The id was used before for a different request.", "Repeatability-Request-ID");

    /// <summary>400/8523: an argument is wrong.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="target">The field.</param>
    public static Refusal Invalid(string message, string target) => new(400, "8523", message, target);

    /// <summary>429/8516: a bound of the call is reached.</summary>
    /// <param name="message">Which.</param>
    public static Refusal TooMany(string message) => new(429, "8516", message) { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>404/8558: the participant is not in the call.</summary>
    /// <param name="target">The field that names the participant, or null for one named by the path.</param>
    public static Refusal NoParticipant(string? target) => new(404, "8558", "The participant is not present in the call.", target);
}
