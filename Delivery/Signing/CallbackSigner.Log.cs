using Microsoft.Extensions.Logging;

namespace CallGrains.Delivery.Signing;

public sealed partial class CallbackSigner
{
    [LoggerMessage(1, LogLevel.Information, "Signing key {KeyId} was made; it signs callbacks from {ActiveFrom:O}")]
    private partial void LogKeyAdded(string keyId, DateTimeOffset activeFrom);

    [LoggerMessage(2, LogLevel.Information, "Signing key {KeyId} was removed; its last token has long expired")]
    private partial void LogKeyRemoved(string keyId);

    [LoggerMessage(3, LogLevel.Error, "The signing keys could not be read again; callbacks are signed with those known")]
    private partial void LogRefreshFailed(Exception fault);

    [LoggerMessage(4, LogLevel.Error, "The first signing key could not be made or stored; it is tried again, and callbacks wait for it")]
    private partial void LogFirstFailed(Exception fault);
}
