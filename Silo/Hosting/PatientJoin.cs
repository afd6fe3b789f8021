using CallGrains.Silo.Providers;

namespace CallGrains.Silo.Hosting;

/// <summary>Waits for the cluster as long as it takes: a gateway may well be there before the first silo. What it waits for is said once.</summary>
/// <param name="provider">Where the cluster keeps its members.</param>
/// <param name="logger">The log.</param>
internal sealed partial class PatientJoin(IClusterProvider provider, ILogger<PatientJoin> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private string? _last;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        var reason = provider.Explain(exception) ?? exception.GetBaseException().Message.ReplaceLineEndings(" ");
        if (reason != _last)
            LogWaits(reason);
        _last = reason;
        await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        return true;
    }

    [LoggerMessage(1, LogLevel.Warning, "The cluster cannot be joined yet: {reason}")]
    private partial void LogWaits(string reason);
}
