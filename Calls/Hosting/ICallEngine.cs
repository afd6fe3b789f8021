using CallGrains.Calls.Commands;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;

namespace CallGrains.Calls.Hosting;

/// <summary>The engine as its users see it: every host of calls (single node, cluster, simulation) is reached through this port.</summary>
public interface ICallEngine
{
    /// <summary>The ids of this engine.</summary>
    CallIds Ids { get; }

    /// <summary>The limits and times of this engine.</summary>
    CallRules Rules { get; }

    /// <summary>Gives a command to a call and waits for the answer.</summary>
    /// <param name="call">The call.</param>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Stops waiting; the command may still take effect.</param>
    /// <returns>
    /// The answer. What it reports survives a crash straight after. Refusals are answers, not exceptions: a full mailbox is a
    /// 429, a store that cannot be written a 503.
    /// </returns>
    ValueTask<CallReply> ExecuteAsync(CallKey call, CallCommand command, CancellationToken cancellationToken = default);

    /// <summary>Finds the current call of a group or room.</summary>
    /// <param name="locator">The group or room.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The call last claimed for it, or null when there was none, or none is kept any more. That call may have ended since.</returns>
    /// <exception cref="IOException">The store failed; it may be tried again.</exception>
    ValueTask<CallKey?> FindGroupCallAsync(GroupLocator locator, CancellationToken cancellationToken = default);

    /// <summary>Lists the calls a group or room had before its current one, for as long as they are remembered, the latest first.</summary>
    /// <param name="locator">The group or room.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The calls; none where the host keeps only the current one.</returns>
    /// <exception cref="IOException">The store failed; it may be tried again.</exception>
    ValueTask<IReadOnlyList<CallKey>> ListEarlierGroupCallsAsync(GroupLocator locator, CancellationToken cancellationToken = default) => new([]);

    /// <summary>Makes a call the current one of a group or room, unless the present one is still going on.</summary>
    /// <param name="locator">The group or room.</param>
    /// <param name="call">The call to be made current; it is started afterwards.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>
    /// <paramref name="call"/> when it is the current one now, or was before and has been claimed once more by the request that started it;
    /// else the one that is still going on.
    /// </returns>
    /// <exception cref="IOException">The store failed; it may be tried again.</exception>
    ValueTask<CallKey> ClaimGroupCallAsync(GroupLocator locator, CallKey call, CancellationToken cancellationToken = default);
}
