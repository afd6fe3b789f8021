using CallGrains.Calls.Commands;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;

namespace CallGrains.Benchmarks.Model;

/// <summary>One call with its pump, a store that never waits, endpoints that pick up at once and a webhook that takes everything.</summary>
public sealed class BusyCall
{
    private static readonly DateTimeOffset Now = new(2026, 3, 12, 8, 0, 0, TimeSpan.Zero);

    private readonly CallPump _pump;

    /// <summary>A connected call of some size.</summary>
    /// <param name="participants">Everybody, the app included; at least 2.</param>
    public BusyCall(int participants)
        : this(participants, new(new byte[32], "res"))
    {
    }

    /// <summary>A connected call of some size, as an engine makes it.</summary>
    /// <param name="participants">Everybody, the app included; at least 2.</param>
    /// <param name="ids">The ids of the engine.</param>
    public BusyCall(int participants, CallIds ids)
    {
        _pump = new(ids.KeyOfRandom(Guid.NewGuid()), [], new CallRules(), ids, RandomIdSource.Instance, Now);
        Give(new CreateCall([User(1)], "https://app.example/callbacks"));
        for (var i = 2; i < participants; i++)
            Give(new AddParticipant(1, User(i)));
    }

    /// <summary>How many bytes were handed to the store so far.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>The state as last written.</summary>
    public ReadOnlyMemory<byte> Stored => LastWrite.State;

    /// <summary>The last write.</summary>
    public CallWrite LastWrite { get; private set; }

    /// <summary>The identifier of a user by number.</summary>
    /// <param name="number">The number.</param>
    public static CommunicationIdentifier User(int number) => CommunicationIdentifier.Parse($"8:acs:11111111-1111-4111-8111-111111111111_{number:x8}");

    /// <summary>Gives a command and carries out everything that follows from it.</summary>
    /// <param name="command">The command.</param>
    public void Give(CallCommand command)
    {
        _pump.Post(new CommandInput(command, this), Now);
        do
        {
            // What is carried out is answered at once, and that may make more ready.
            while (_pump.TakeEffects() is { Count: > 0 } effects)
            {
                foreach (var effect in effects)
                    CarryOut(effect);
            }
        }
        while (Write());
    }

    /// <summary>Writes what could wait, as before a call leaves memory.</summary>
    public void Flush() => _ = Write(flush: true);

    private bool Write(bool flush = false)
    {
        if (!_pump.TryBeginWrite(out var write, flush))
            return false;

        BytesWritten += write.State.Length;
        LastWrite = write with { State = write.State.ToArray() };
        _pump.WriteDone(Now);
        return true;
    }

    private void CarryOut(CallEffect effect)
    {
        switch (effect)
        {
            case Deliver deliver:
                _pump.Post(new EventSettled(deliver.Event.Stream.Leg, deliver.Event.Id), Now);
                break;
            case Notify { Notice: Invite invite }:
                _pump.Post(new SignalInput(new Answered(invite.Participation, invite.Ring)), Now);
                break;
            case Notify { Notice: Attached attached }:
                _pump.Post(new SignalInput(new AttachedReceived(attached.Participation, attached.Hop)), Now);
                break;
            case Notify { Notice: Bye bye }:
                _pump.Post(new SignalInput(new ByeReceived(bye.Participation, bye.Ring)), Now);
                break;
        }
    }
}
