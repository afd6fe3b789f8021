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

namespace CallGrains.Grains.Engine;

/// <summary>
/// The engine of a cluster. When a silo dies, or an owner could not write, what is safe to ask again is asked again, until another
/// owner has the call: reads, and what carries a request id, which the call recognizes. Everything else is answered 503, since nobody
/// knows its outcome.
/// </summary>
/// <param name="grains">The cluster.</param>
/// <param name="keys">The ids of the engine.</param>
/// <param name="rules">Limits and times of calls.</param>
/// <param name="asking">Asks, and asks again.</param>
public sealed class ClusterEngine(IGrainFactory grains, ClusterKeys keys, CallRules rules, Asking asking) : ICallEngine
{
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
        var reply = await asking.TryAsync(
            IsSafeToRepeat(command),
            async () => WireCodec.DecodeReply((await grain.ExecuteAsync(payload)).Bytes),
            IsPassing,
            call,
            cancellationToken);
        return reply ?? Unreachable;
    }

    /// <inheritdoc/>
    public async ValueTask<CallKey?> FindGroupCallAsync(GroupLocator locator, CancellationToken cancellationToken = default)
    {
        var grain = grains.GetGroup(locator);
        return await asking.AskAsync(grain.FindAsync, OwnerOf(locator), cancellationToken) is { } call ? CallKeys.Parse(call) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<CallKey> ClaimGroupCallAsync(GroupLocator locator, CallKey call, CancellationToken cancellationToken = default)
    {
        // Claiming again for the same call is answered alike.
        var grain = grains.GetGroup(locator);
        return CallKeys.Parse(await asking.AskAsync(() => grain.ClaimAsync(call.ToString()), OwnerOf(locator), cancellationToken));
    }

    private static bool IsSafeToRepeat(CallCommand command) =>
        command.Repeat is not null || command is GetCall or GetParticipants or GetParticipant;

    // The activation that said so has ended; the next one reads storage. By status and code: the answer names the call besides.
    private static bool IsPassing(CallReply reply) =>
        reply is Refusal refusal && refusal.Status == Refusals.StoreUnavailable.Status && refusal.Code == Refusals.StoreUnavailable.Code;

    private static string OwnerOf(GroupLocator locator) => $"The owner of {locator.Kind} {locator.Id}";
}
