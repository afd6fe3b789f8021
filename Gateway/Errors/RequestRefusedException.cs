using CallGrains.Calls.Replies;

namespace CallGrains.Gateway.Errors;

/// <summary>Ends the handling of a request with a refusal. Only <see cref="ErrorHandling"/> catches it.</summary>
/// <param name="status">The HTTP status, 400 to 503.</param>
/// <param name="code">The code, see <see cref="ErrorCodes"/>.</param>
/// <param name="message">What is wrong, for people.</param>
/// <param name="target">What it is about.</param>
public sealed class RequestRefusedException(int status, string code, string message, string? target) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>The value of <c>error.code</c>.</summary>
    public string Code => code;

    /// <summary>The value of <c>error.target</c>.</summary>
    public string? Target => target;

    /// <summary>How long to wait before trying again, for 429 and 503.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The methods that are supported, for 405.</summary>
    public string? Allow { get; init; }

    /// <summary>An argument is missing, malformed or out of range.</summary>
    /// <param name="target">The field.</param>
    /// <param name="message">What is wrong with it.</param>
    public static RequestRefusedException Invalid(string target, string message) =>
        new(StatusCodes.Status400BadRequest, ErrorCodes.InvalidArgument, message, target);

    /// <summary>A call, or a leg of it, does not exist.</summary>
    /// <param name="target">The field that names it.</param>
    public static RequestRefusedException CallNotFound(string target) =>
        new(StatusCodes.Status404NotFound, ErrorCodes.NotFound, "Call not found.", target);

    /// <summary>The refusal of a call.</summary>
    /// <param name="refusal">What the call answered.</param>
    /// <param name="target">What it is about when the call does not say.</param>
    public static RequestRefusedException From(Refusal refusal, string target) =>
        new(refusal.Status, refusal.Code, refusal.Message, refusal.Target ?? target) { RetryAfter = refusal.RetryAfter };
}
