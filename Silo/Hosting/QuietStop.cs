namespace CallGrains.Silo.Hosting;

/// <summary>
/// A process that is told to stop before it has started fails at whatever it was about, and everything that took part says so, with
/// traces. That is no fault: it says one line, and is quiet from then on.
/// </summary>
internal sealed class QuietStop
{
    private IHostApplicationLifetime? _lifetime;

    private QuietStop()
    {
    }

    private bool IsStopped => _lifetime is { ApplicationStopping.IsCancellationRequested: true, ApplicationStarted.IsCancellationRequested: false };

    /// <summary>Lets the logs of a process become quiet.</summary>
    public static QuietStop AddTo(IServiceCollection services)
    {
        var quiet = new QuietStop();
        services.PostConfigure<LoggerFilterOptions>(quiet.Limit);
        return quiet;
    }

    /// <summary>From now on it is known when the process is told to stop. Not by its services: what they log, this decides.</summary>
    public void Watch(IHostApplicationLifetime lifetime) => _lifetime = lifetime;

    /// <summary>Starts the process.</summary>
    /// <returns>Whether it has started; otherwise it was told to stop before.</returns>
    public async Task<bool> StartsAsync(Func<Task> start)
    {
        try
        {
            await start();
            return true;
        }
        catch (Exception) when (IsStopped)
        {
            await Console.Out.WriteLineAsync("Told to stop before the cluster was joined.");
            return false;
        }
    }

    private void Limit(LoggerFilterOptions options)
    {
        for (var i = 0; i < options.Rules.Count; i++)
        {
            var rule = options.Rules[i];
            options.Rules[i] = new(
                rule.ProviderName,
                rule.CategoryName,
                rule.LogLevel,
                (provider, category, level) => !IsStopped && (rule.Filter is not { } filter || filter(provider, category, level)));
        }
    }
}
