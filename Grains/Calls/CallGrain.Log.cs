using CallGrains.Calls.Ids;
using Microsoft.Extensions.Logging;

namespace CallGrains.Grains.Calls;

public sealed partial class CallGrain
{
    [LoggerMessage(1, LogLevel.Warning, "Call {call} was not written, or nobody knows; its activation ends and it is loaded again.")]
    private partial void LogNotWritten(CallKey call, Exception fault);

    [LoggerMessage(2, LogLevel.Warning, "Call {call} could not be read; its activation ends.")]
    private partial void LogNotRead(CallKey call, Exception fault);

    [LoggerMessage(3, LogLevel.Warning, "Another activation of call {call} has written; this one ends.")]
    private partial void LogStale(CallKey call);

    [LoggerMessage(4, LogLevel.Warning, "The reminder of call {call} could not be moved; it is tried again.")]
    private partial void LogReminderNotMoved(CallKey call, Exception fault);

    [LoggerMessage(5, LogLevel.Critical, "A turn of call {call} failed; its activation ends and it is loaded again.")]
    private partial void LogTurnFailed(CallKey call, Exception fault);
}
