using CallGrains.Calls.Ids;
using CallGrains.Embedded.Store;
using Microsoft.Extensions.Logging;

namespace CallGrains.Embedded.Engine;

/// <summary>After a start: brings into memory, page by page, every call that owes something; loading it makes it pay.</summary>
internal sealed partial class Recovery(
    ICallStore store, EngineOptions options, Func<bool> isOverfull, Func<CallKey, Task> load, TimeProvider time, ILogger logger)
{
    // When more calls than the bound owe something, the rest follow slowly instead of filling the memory.
    private static readonly TimeSpan PauseWhenFull = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        CallKey? after = null;
        var count = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var page = store.ListOwing(after, options.MaxLoading);
                if (page.Count == 0)
                    break;

                await Task.WhenAll(page.Select(load)).WaitAsync(cancellationToken);
                after = page[^1];
                count += page.Count;
                if (isOverfull())
                    await Task.Delay(PauseWhenFull, time, cancellationToken);
            }
            catch (IOException fault)
            {
                LogFailed(fault);
                await Task.Delay(PauseAfterFault, time, CancellationToken.None);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }

        if (count > 0)
            LogRecovered(count);
    }

    [LoggerMessage(1, LogLevel.Error, "The calls that owe something could not be read; they are tried again.")]
    private partial void LogFailed(Exception fault);

    [LoggerMessage(2, LogLevel.Information, "{count} calls owed something at the start and go on.")]
    private partial void LogRecovered(int count);
}
