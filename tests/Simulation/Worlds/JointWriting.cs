using CallGrains.Calls.FarSide;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Calls.State;

namespace CallGrains.Simulation.Worlds;

/// <summary>
/// One write of several calls, and of what endpoints know, as a single node makes it. What passed between them within the write is
/// judged as if each step had been written by itself: there must be no difference.
/// </summary>
internal sealed class JointWriting : IJointHost
{
    private readonly World _world;
    private readonly List<CallHost> _members = [];
    private readonly List<Action> _steps = [];
    private readonly bool _isSlow;
    private readonly bool _fails;
    private readonly bool _crashes;
    private readonly bool _isStored;
    private bool _isOver;

    // What becomes of the write is drawn first: what endpoints remember is changed at once, and never if it is not stored.
    public JointWriting(World world)
    {
        _world = world;
        _isSlow = world.Dice.Chance(world.Faults.SlowWrites);
        _fails = world.Dice.Chance(world.Faults.WriteFails);
        _crashes = !_fails && world.Dice.Chance(world.Faults.Crash);
        _isStored = !(_fails || _crashes) || world.Dice.Chance(0.5);
    }

    public void Run(CallHost first)
    {
        _members.Add(first);
        new JointTurn(this, _world.Now) { Taking = Note }.Run(first.Pump!);
        if (_members.Count > 1)
            _world.Coverage.Count("write of several calls");

        // Who has nothing to write goes on by itself.
        _ = _members.RemoveAll(member => !member.TryBeginJointWrite(this));
        if (_isSlow)
            _world.After(_world.Dice.Around(TimeSpan.FromMilliseconds(20)), new(HappeningKind.JointWriteEnds, this));
        else
            End();
    }

    /// <summary>The write comes to its end, unless the process died meanwhile.</summary>
    public void End()
    {
        if (_isOver)
            return;

        _isOver = true;
        if (_isStored)
        {
            foreach (var step in _steps)
                step();
            foreach (var member in _world.Defect?.TearsJointWrites == true ? _members.Take(1) : _members)
                member.StoreJointWrite();
        }

        if (_members.Count > 1 && (_fails || _crashes))
            _world.Coverage.Count(_isStored ? "write of several calls failed, yet stored" : "write of several calls failed");

        foreach (var member in _members)
            member.EndJointWrite(_fails, _crashes);
    }

    /// <summary>The process dies during the write, and nothing of it is stored.</summary>
    public void Die()
    {
        if (_isOver)
            return;

        _isOver = true;
        foreach (var member in _members)
            member.Crash();
    }

    CallPump? IJointHost.Enlist(CallKey call)
    {
        var host = _world.HostOf(call);
        if (_members.Contains(host))
            return host.Pump;

        if (_world.Dice.Chance(0.2) || host.Join() is not { } pump)
            return null;

        _members.Add(host);
        return pump;
    }

    bool IJointHost.TryNotify(EndpointNotice notice, Action<CallPump, EndpointSignal> hear)
    {
        if (_isSlow || !_isStored || _world.Dice.Chance(0.2))
            return false;

        _world.Coverage.Count("notice within a write");
        foreach (var (call, signal) in _world.Endpoints.Take(notice, _steps.Add))
        {
            var host = _world.HostOf(call);
            if (_members.Contains(host) && host.Pump is { } pump)
                hear(pump, signal);
            else
                _steps.Add(() => _world.Transmit(new(HappeningKind.Input, host, new SignalInput(signal))));
        }

        return true;
    }

    private void Note(CallPump pump, CallEffect effect)
    {
        var (host, state) = (_world.HostOf(pump.Key), pump.Staged);
        _steps.Add(() => Judge(host, state, effect));
    }

    private void Judge(CallHost host, CallState? state, CallEffect effect)
    {
        _world.History?.Add(_world, $"  {World.Name(host)} -> {Checks.History.Describe(effect)} (within its write)");
        if (!ReferenceEquals(host.Seen, state))
            _world.Observer.LookAt(host, state);
        _world.Observer.Effect(host, effect);
    }
}
