namespace CallGrains.Gateway.Operations;

internal sealed partial class CallOperations
{
    [LoggerMessage(1, LogLevel.Debug, "{Operation} accepted; callConnectionId: {CallConnectionId}, correlationId: {CorrelationId}")]
    private partial void LogAccepted(string operation, Guid? callConnectionId, Guid correlationId);

    [LoggerMessage(2, LogLevel.Information, "{Operation} refused: {Status}/{Code}; callConnectionId: {CallConnectionId}, correlationId: {CorrelationId}")]
    private partial void LogRefused(string operation, int status, string code, Guid? callConnectionId, Guid correlationId);
}
