using CallGrains.Calls.Pump;

namespace CallGrains.Simulation.Worlds;

/// <summary>
/// A second owner of the call that does not know it is one, as a cluster may have for a while. Its writes fail on the version of
/// the row; what rests on a record being absent leaves only after the row was read again.
/// </summary>
internal sealed partial class CallHost
{
    private CallPump? _stale;
    private int _staleVersion;
    private int _version;

    public void BeginStaleOwner()
    {
        _stale = new(key, _row, world.Rules, world.CallIds, world.Dice, world.Now, world.Deciding);
        _staleVersion = _version;
    }

    private void TakeStale(CallInput input)
    {
        if (_stale is null)
            return;

        world.Coverage.Count("stale owner");
        _stale.Post(input, world.Now);
        foreach (var effect in _stale.TakeEffects())
        {
            if (effect is not Send send)
                continue;

            if (send.RestsOnAbsence && _version != _staleVersion && world.Defect?.TrustsStaleOwners != true)
            {
                world.Coverage.Count("stale owner found out");
                _stale = null;
                return;
            }

            world.Carry(this, send);
        }

        // What it decided cannot be written, so nothing that rests on it leaves.
        if (_stale.TryBeginWrite(out _))
            _stale = null;
    }
}
