using CallGrains.Calls.Commands;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Calls.State;

namespace CallGrains.Simulation.Worlds;

/// <summary>
/// The host of one call: its row in the store, and the pump while it is in memory. What a real host does, and nothing of what
/// the pump decides.
/// </summary>
internal sealed partial class CallHost(World world, CallKey key, int number)
{
    private byte[] _row = [];
    private bool _owes;
    private DateTimeOffset? _rowDue;
    private CallPump? _pump;
    private CallWrite? _writing;
    private bool _writeIsPutOff;
    private long _armedFor = long.MaxValue;

    public CallKey Key => key;

    public int Number => number;

    /// <summary>The call as the checks last saw it: as stored, less what was acknowledged since.</summary>
    public CallState? Seen { get; set; }

    /// <summary>Whether the call ended and its row was deleted at least once.</summary>
    public bool WasForgotten { get; set; }

    /// <summary>Counts the crashes, so that what was under way then is recognized.</summary>
    public int Life { get; private set; }

    public bool IsInMemory => _pump is not null;

    public void Take(CallInput input)
    {
        if (input is MessageInput)
            TakeStale(input);

        var pump = Load();
        pump.Post(input, world.Now);
        Look();
        CarryOut();
        if (_pump is null)
            return;

        if (_writing is null && world.Dice.Chance(world.Faults.LazyWrites))
            PutOffWrite();
        else if (!_writeIsPutOff)
            Write();
    }

    public void BeginPutOffWrite(int life)
    {
        if (life != Life)
            return;

        _writeIsPutOff = false;
        Write();
    }

    public void EndWrite(int life)
    {
        if (life != Life || _writing is not { } write)
            return;

        FinishWrite(write);
        Write();
    }

    public void ComeDue(long at)
    {
        if (at == _armedFor)
            _armedFor = long.MaxValue;

        if (_pump is null)
        {
            if (_owes || _rowDue <= world.Now)
            {
                Load();
                CarryOut();
                Write();
            }
        }

        if (_pump?.NextDue <= world.Now)
            Take(Tick.Instance);
        else
            Arm();
    }

    /// <summary>The process dies: what was not written is lost. It comes back when the row says that there is something to do.</summary>
    public void Crash()
    {
        if (_pump is null)
            return;

        world.Coverage.Crash(this, _writing);
        var joint = _joint;
        Drop();
        if (_owes)
            ArmFor(world.Now + world.Dice.Around(TimeSpan.FromMilliseconds(200)));
        else if (_rowDue is { } due)
            ArmFor(due);
        joint?.Die();
    }

    private CallPump Load()
    {
        if (_pump is not null)
            return _pump;

        _pump = new(key, _row, world.Rules, world.CallIds, world.Dice, world.Now, world.Deciding);
        Look();
        return _pump;
    }

    private void Drop()
    {
        _pump = null;
        _writing = null;
        _joint = null;
        _writeIsPutOff = false;
        Life++;
        _armedFor = long.MaxValue;
    }

    private void PutOffWrite()
    {
        if (_writeIsPutOff)
            return;

        _writeIsPutOff = true;
        world.After(TimeSpan.FromMilliseconds(world.Dice.Below(20)), new(HappeningKind.WriteBegins, this, Mark: Life));
        Arm();
    }

    private void Write(bool flush = false)
    {
        if (_pump is { MustWrite: true } && world.Dice.Chance(world.Faults.JointWrites))
            new JointWriting(world).Run(this);

        while (_pump is not null && _writing is null && _pump.TryBeginWrite(out var write, flush))
        {
            _writing = write;
            if (world.Dice.Chance(world.Faults.SlowWrites))
                world.After(world.Dice.Around(TimeSpan.FromMilliseconds(20)), new(HappeningKind.WriteEnds, this, Mark: Life));
            else
                FinishWrite(write);
        }

        if (_pump is null)
            return;

        if (!flush && _pump.IsIdle && world.Dice.Chance(world.Faults.Unload))
            Unload();
        else
            Arm();
    }

    // A write may fail before or after the store took it: nobody knows, and the host must live with either.
    private void FinishWrite(CallWrite write)
    {
        _writing = null;
        var fails = world.Dice.Chance(world.Faults.WriteFails);
        var crashes = !fails && world.Dice.Chance(world.Faults.Crash);
        var stored = !(fails || crashes) || world.Dice.Chance(0.5);
        if (stored && world.Defect?.LosesWrite(this, write) != true)
        {
            (_row, _rowDue, _owes) = (write.State.ToArray(), write.Due, write.Owes);
            _version++;
        }

        if (fails)
        {
            world.Coverage.Count(stored ? "write failed, yet stored" : "write failed");
            _pump!.WriteFailed();
            CarryOut();
        }

        if (fails || crashes)
        {
            if (stored)
                world.Observer.LookAt(this, _row.Length == 0 ? null : Calls.Codec.CallStateCodec.Decode(_row));

            if (_pump is null)
                return;

            if (crashes)
                world.Coverage.Count(stored ? "crash after the write, before its effects" : "crash before the write");

            _writing = write;
            Crash();
            return;
        }

        _pump!.WriteDone(world.Now);
        Look();
        CarryOut();
    }

    private void Unload()
    {
        Write(flush: true);
        if (_pump is not { IsIdle: true } || _writing is not null)
            return;

        var due = _pump.NextDue;
        world.Coverage.Count("left memory");
        Drop();
        if (due is { } at)
            ArmFor(at);
    }

    private void CarryOut()
    {
        while (_pump?.TakeEffects() is { Count: > 0 } effects)
        {
            if (world.Defect is { } defect)
                effects = defect.Effects(this, effects);

            foreach (var effect in effects)
                world.Carry(this, effect);
        }
    }

    private void Look()
    {
        if (_pump is not null && !ReferenceEquals(_pump.Durable, Seen))
            world.Observer.LookAt(this, _pump.Durable);
    }

    private void Arm()
    {
        if (_pump?.NextDue is { } due)
            ArmFor(due);
    }

    private void ArmFor(DateTimeOffset due)
    {
        var at = Math.Max(due.UtcTicks, world.Now.UtcTicks);
        if (at >= _armedFor)
            return;

        _armedFor = at;
        world.At(at, new(HappeningKind.Due, this));
    }

    /// <summary>Whether a command changes nothing.</summary>
    public static bool IsRead(CallCommand command) => command is GetCall or GetParticipants or GetParticipant;
}
