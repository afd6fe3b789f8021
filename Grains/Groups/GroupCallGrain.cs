using CallGrains.Grains.Abstractions.Groups;
using CallGrains.Grains.Hosting;

namespace CallGrains.Grains.Groups;

/// <summary>Knows the current call of one group or room. Claims take turns.</summary>
/// <param name="group">Where it is stored.</param>
/// <param name="host">What the calls of the silo share.</param>
[GrainType("callgrains.group")]
public sealed class GroupCallGrain(
    [PersistentState(GrainStores.Groups, GrainStores.Provider)] IPersistentState<GroupState> group, CallHost host) : Grain, IGroupCallGrain
{
    // A call is claimed before it is started: for so long it counts as going on although nobody knows it yet.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    // Whether the present call was seen: when nobody knows it after that, it was forgotten, not awaited.
    private bool _hasBegun;

    /// <inheritdoc/>
    public Task<string?> FindAsync() => Task.FromResult(group.State.Call);

    /// <inheritdoc/>
    public async Task<string> ClaimAsync(string call)
    {
        if (group.State.Call is { } present && present != call && await IsCurrentAsync(present))
            return present;

        group.State = new() { Call = call, ClaimedAt = host.Now };
        _hasBegun = false;
        try
        {
            await group.WriteStateAsync();
        }
        catch (Exception)
        {
            // What could not be written must not be seen.
            DeactivateOnIdle();
            throw;
        }

        return call;
    }

    private async Task<bool> IsCurrentAsync(string present)
    {
        if (await GrainFactory.GetCall(present).IsGoingOnAsync() is not { } isGoingOn)
            return !_hasBegun && host.Now - group.State.ClaimedAt < StartTimeout;

        _hasBegun = true;
        return isGoingOn;
    }
}
