using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using Microsoft.Extensions.Logging;

namespace CallGrains.Endpoints.Hosting;

public sealed partial class FarSide
{
    [LoggerMessage(1, LogLevel.Warning, "Too much waits: a notice to participation {participation} of call {call} was dropped; it comes again.")]
    private partial void LogDropped(Guid participation, CallKey call);

    [LoggerMessage(2, LogLevel.Error, "A batch of {count} failed; calls repeat what was in it.")]
    private partial void LogBatchFailed(int count, Exception fault);

    [LoggerMessage(3, LogLevel.Error, "The behaviour of {endpoint} was not stored.")]
    private partial void LogNotStored(CommunicationIdentifier endpoint, Exception fault);
}
