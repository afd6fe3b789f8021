using Microsoft.Extensions.Logging;

namespace CallGrains.Delivery.Callbacks;

public sealed partial class CallbackDelivery
{
    [LoggerMessage(11, LogLevel.Debug, "Try {Tries} of event {EventId} of {CallConnectionId} failed: {Error} Next try in {Pause}")]
    private partial void LogRetry(int tries, Guid eventId, Guid callConnectionId, string? error, TimeSpan pause);

    [LoggerMessage(12, LogLevel.Warning, "Event {EventId} of {CallConnectionId} is a dead letter after {Tries} tries: {Error}")]
    private partial void LogDead(Guid eventId, Guid callConnectionId, int tries, string? error);

    [LoggerMessage(13, LogLevel.Error, "A try of event {EventId} of {CallConnectionId} failed by a fault of the engine")]
    private partial void LogTryFault(Exception fault, Guid eventId, Guid callConnectionId);

    [LoggerMessage(14, LogLevel.Error, "The end of event {EventId} of {CallConnectionId} could not be recorded")]
    private partial void LogConcludeFault(Exception fault, Guid eventId, Guid callConnectionId);

    [LoggerMessage(15, LogLevel.Error, "The earlier tries of event {EventId} could not be read")]
    private partial void LogEarlierFault(Exception fault, Guid eventId);

    [LoggerMessage(16, LogLevel.Debug, "Stopped before the end of event {EventId} was recorded; its call hands it over again")]
    private partial void LogStopped(Guid eventId);
}
