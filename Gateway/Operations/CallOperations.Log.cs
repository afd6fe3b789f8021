namespace CallGrains.Gateway.Operations;

internal sealed partial class CallOperations
{
    private static readonly Func<ILogger, Guid?, Guid, IDisposable?> BeginOperation =
        LoggerMessage.DefineScope<Guid?, Guid>("callConnectionId: {CallConnectionId}, correlationId: {CorrelationId}");

    [LoggerMessage(1, LogLevel.Debug, "{Operation} accepted")]
    private partial void LogAccepted(string operation);

    [LoggerMessage(2, LogLevel.Information, "{Operation} refused: {Status}/{Code}")]
    private partial void LogRefused(string operation, int status, string code);
}
