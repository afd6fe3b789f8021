using Microsoft.Extensions.Logging;

namespace CallGrains.Grains.Hosting;

/// <summary>
/// How a gateway asks grains. When a silo dies, what is safe to ask again is asked again, with growing pauses, until another silo
/// answers. So every request is held by one question for <see cref="GrainOptions.RetryFor"/> at most, or for the time that a grain has
/// for its answer, if that is more.
/// </summary>
/// <param name="options">How long to try.</param>
/// <param name="time">System time.</param>
/// <param name="logger">The log.</param>
public sealed partial class Asking(GrainOptions options, TimeProvider time, ILogger<Asking> logger)
{
    // No grain has longer.
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Asks one grain, or several for one answer. Only for what is safe to ask again.</summary>
    /// <param name="ask">What to ask.</param>
    /// <param name="whom">Whom, for the message.</param>
    /// <param name="cancellationToken">The caller gives up.</param>
    /// <exception cref="IOException">They could not be reached; ports say so of their store.</exception>
    public async Task<T> AskAsync<T>(Func<Task<T>> ask, string whom, CancellationToken cancellationToken)
    {
        var first = options.RetryFor > AnswerTime ? options.RetryFor : AnswerTime;
        var answer = await TryAsync(isSafe: true, async () => new Answer<T>(await ask()), static _ => false, whom, first, cancellationToken);
        return answer is null ? throw new IOException($"{whom} cannot be reached at present.") : answer.Value;
    }

    /// <summary>
    /// Asks one grain, and asks again what is safe to ask again while only something passing is in the way. The first asking has the
    /// whole time-out of the grain; no other one lasts beyond <see cref="GrainOptions.RetryFor"/>.
    /// </summary>
    /// <param name="isSafe">Whether it is safe to ask again.</param>
    /// <param name="ask">What to ask.</param>
    /// <param name="isPassing">Whether an answer says that another one may follow.</param>
    /// <param name="whom">Whom, for the log.</param>
    /// <param name="cancellationToken">The caller gives up.</param>
    /// <returns>The last answer, however passing; null when the last asking had none.</returns>
    internal ValueTask<T?> TryAsync<T>(bool isSafe, Func<Task<T>> ask, Func<T, bool> isPassing, object whom, CancellationToken cancellationToken)
        where T : class => TryAsync(isSafe, ask, isPassing, whom, Timeout.InfiniteTimeSpan, cancellationToken);

    private async ValueTask<T?> TryAsync<T>(
        bool isSafe, Func<Task<T>> ask, Func<T, bool> isPassing, object whom, TimeSpan limit, CancellationToken cancellationToken)
        where T : class
    {
        var began = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            T? answer = null;
            try
            {
                answer = await ask().WaitAsync(limit, time, cancellationToken);
                if (!isPassing(answer))
                    return answer;

                LogPassing(whom);
            }
            catch (Exception fault) when (Reach.IsPassing(fault, cancellationToken))
            {
                LogUnreachable(whom, fault);
            }

            limit = options.RetryFor - time.GetElapsedTime(began) - pause;
            if (!isSafe || limit <= TimeSpan.Zero)
                return answer;

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{whom} could not be reached, or did not answer in time.")]
    private partial void LogUnreachable(object whom, Exception fault);

    [LoggerMessage(2, LogLevel.Debug, "{whom} could not be written; it is loaded again.")]
    private partial void LogPassing(object whom);

    private sealed record Answer<T>(T Value);
}
