namespace CallGrains.Gateway.Errors;

internal sealed partial class ErrorHandling
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed, request {RequestId}")]
    private partial void LogFault(Exception fault, string method, PathString path, string requestId);
}
