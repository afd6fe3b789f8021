namespace CallGrains.Calls.Events;

/// <summary>The result an event reports (<c>resultInformation</c>).</summary>
/// <param name="Code">The code, 200 for success; otherwise of the HTTP or SIP family.</param>
/// <param name="SubCode">The sub code of SEMANTICS section 9, 0 when there is none.</param>
/// <param name="Message">What happened, for people.</param>
public sealed record ResultInformation(int Code, int SubCode, string Message)
{
    /// <summary>200/0.</summary>
    public static ResultInformation Success { get; } = new(200, 0, "");
}
