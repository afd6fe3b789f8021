using CallGrains.Calls.Codec;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Calls;
using CallGrains.Grains.Groups;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Keys;
using Microsoft.Extensions.Logging;

namespace CallGrains.Grains.Engine;

/// <summary>
/// The engine of a cluster. When a silo dies, or an owner could not write, what is safe to ask again is asked again, until another
/// owner has the call: reads, and what carries a request id, which the call recognizes. Everything else is answered 503, since nobody
/// knows its outcome.
/// </summary>
/// <param name="grains">The cluster.</param>
/// <param name="keys">The ids of the engine.</param>
/// <param name="rules">Limits and times of calls.</param>
/// <param name="options">How long to try.</param>
/// <param name="time">System time.</param>
/// <param name="logger">The log.</param>
public sealed partial class ClusterEngine(
    IGrainFactory grains, ClusterKeys keys, CallRules rules, GrainOptions options, TimeProvider time, ILogger<ClusterEngine> logger) : ICallEngine
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private static readonly Refusal Unreachable =
        new(503, "9001", "The call cannot be reached at present; try again.") { RetryAfter = TimeSpan.FromSeconds(2) };

    /// <inheritdoc/>
    public CallIds Ids => keys.Ids;

    /// <inheritdoc/>
    public CallRules Rules => rules;

    /// <inheritdoc/>
    public async ValueTask<CallReply> ExecuteAsync(CallKey call, CallCommand command, CancellationToken cancellationToken = default)
    {
        var grain = grains.GetCall(call);
        var payload = new Payload(WireCodec.Encode(command));
        var reply = await TryAsync(
            IsSafeToRepeat(command),
            async limit => WireCodec.DecodeReply((await grain.ExecuteAsync(payload).WaitAsync(limit, time, cancellationToken)).Bytes),
            IsPassing,
            call,
            cancellationToken);
        return reply ?? Unreachable;
    }

    /// <inheritdoc/>
    public async ValueTask<CallKey?> FindGroupCallAsync(GroupLocator locator, CancellationToken cancellationToken = default)
    {
        var grain = grains.GetGroup(locator);
        var found = await TryAsync(
            isSafe: true,
            async limit => new Found(await grain.FindAsync().WaitAsync(limit, time, cancellationToken)),
            static _ => false,
            locator,
            cancellationToken);
        return found is null ? throw Unavailable(locator) : found.Call is { } call ? CallKeys.Parse(call) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<CallKey> ClaimGroupCallAsync(GroupLocator locator, CallKey call, CancellationToken cancellationToken = default)
    {
        // Claiming again for the same call is answered alike.
        var grain = grains.GetGroup(locator);
        var current = await TryAsync(
            isSafe: true,
            async limit => await grain.ClaimAsync(call.ToString()).WaitAsync(limit, time, cancellationToken),
            static _ => false,
            locator,
            cancellationToken);
        return CallKeys.Parse(current ?? throw Unavailable(locator));
    }

    private static bool IsSafeToRepeat(CallCommand command) =>
        command.Repeat is not null || command is GetCall or GetParticipants or GetParticipant;

    // The activation that said so has ended; the next one reads storage. By status and code: the answer names the call besides.
    private static bool IsPassing(CallReply reply) =>
        reply is Refusal refusal && refusal.Status == Refusals.StoreUnavailable.Status && refusal.Code == Refusals.StoreUnavailable.Code;

    private static IOException Unavailable(GroupLocator locator) => new($"The owner of {locator.Kind} {locator.Id} cannot be reached at present.");

    /// <summary>
    /// Asks, and asks again what is safe to ask again while only something passing is in the way. The first asking has the whole
    /// time-out of the grain; no other one lasts beyond <see cref="GrainOptions.RetryFor"/>.
    /// </summary>
    /// <returns>The last answer, however passing; null when the last asking had none.</returns>
    private async ValueTask<T?> TryAsync<T>(
        bool isSafe, Func<TimeSpan, Task<T>> ask, Func<T, bool> isPassing, object whom, CancellationToken cancellationToken)
        where T : class
    {
        var began = time.GetTimestamp();
        var limit = Timeout.InfiniteTimeSpan;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            T? answer = null;
            try
            {
                answer = await ask(limit);
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

    [LoggerMessage(1, LogLevel.Warning, "The owner of {whom} could not be reached, or did not answer in time.")]
    private partial void LogUnreachable(object whom, Exception fault);

    [LoggerMessage(2, LogLevel.Debug, "{whom} could not be written; it is loaded again.")]
    private partial void LogPassing(object whom);

    private sealed record Found(string? Call);
}
