using CallGrains.Calls.Ids;
using Microsoft.Extensions.Logging;

namespace CallGrains.Embedded.Engine;

public sealed partial class EmbeddedEngine
{
    [LoggerMessage(1, LogLevel.Critical, "A turn of call {call} failed; it is loaded again.")]
    internal partial void LogTurnFailed(CallKey call, Exception fault);

    [LoggerMessage(2, LogLevel.Error, "Call {call} could not be loaded; it is tried again.")]
    internal partial void LogNotLoaded(CallKey call, Exception fault);

    [LoggerMessage(5, LogLevel.Critical, "What is stored of call {call} cannot be understood; the call cannot be used.")]
    internal partial void LogDamaged(CallKey call, Exception fault);

    [LoggerMessage(6, LogLevel.Warning, "What is stored of participation {participation} could not be read; call {call} tells its endpoint after it is written.")]
    internal partial void LogNotTaken(Guid participation, CallKey call, Exception fault);

    [LoggerMessage(3, LogLevel.Warning, "Too much waits for call {call}: an input was dropped; it comes again.")]
    private partial void LogDropped(CallKey call);

    [LoggerMessage(4, LogLevel.Warning, "Work did not come to rest within {timeout}; the engine stops regardless.")]
    private partial void LogStoppedUnsettled(TimeSpan timeout);
}
