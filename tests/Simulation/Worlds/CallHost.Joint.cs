using CallGrains.Calls.Codec;
using CallGrains.Calls.Pump;

namespace CallGrains.Simulation.Worlds;

/// <summary>What a host does in a write of several calls.</summary>
internal sealed partial class CallHost
{
    private JointWriting? _joint;

    public CallPump? Pump => _pump;

    /// <summary>Takes part in the write of another call, unless a write is under way.</summary>
    public CallPump? Join()
    {
        if (_writing is not null)
            return null;

        _ = Load();
        CarryOut();
        return _pump;
    }

    public bool TryBeginJointWrite(JointWriting joint)
    {
        CarryOut();
        if (!_pump!.TryBeginWrite(out var write))
            return false;

        _writing = write;
        _joint = joint;
        return true;
    }

    public void StoreJointWrite()
    {
        if (_writing is not { } write || world.Defect?.LosesWrite(this, write) == true)
            return;

        (_row, _rowDue, _owes) = (write.State.ToArray(), write.Due, write.Owes);
        _version++;
        var stored = _row.Length == 0 ? null : CallStateCodec.Decode(_row);
        if (_row.Length == 0 || Seen is null || !CallStateCodec.Encode(Seen).AsSpan().SequenceEqual(_row))
            world.Observer.LookAt(this, stored);
    }

    public void EndJointWrite(bool fails, bool crashes)
    {
        _joint = null;
        _writing = null;
        if (fails)
        {
            _pump!.WriteFailed();
            CarryOut();
        }

        if (fails || crashes)
        {
            Crash();
            return;
        }

        _pump!.WriteDone(world.Now);
        Look();
        CarryOut();
        Write();
    }
}
