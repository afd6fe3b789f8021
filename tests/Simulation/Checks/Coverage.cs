using System.Runtime.InteropServices;
using CallGrains.Calls.Codec;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;
using CallGrains.Simulation.Actors;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Checks;

/// <summary>Counts what a world did and met, so that a test can say that nothing was left out.</summary>
internal sealed class Coverage
{
    /// <summary>The faults a world injects.</summary>
    public static readonly string[] Faults =
    [
        "crash", "crash before the write", "crash after the write, before its effects", "crash during a write",
        "write failed", "write failed, yet stored", "message dropped", "message duplicated", "old message came again", "reply dropped",
        "settlement dropped", "delivery died with its host", "webhook fails", "webhook stalls", "dead letter", "stale owner",
    ];

    /// <summary>Every kind of command there is.</summary>
    public static readonly string[] Commands =
        [.. typeof(CallCommand).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(CallCommand)) && !type.IsAbstract).Select(static type => type.Name)];

    private readonly Dictionary<string, int> _counts = [];

    public IReadOnlyDictionary<string, int> Counts => _counts;

    public void Count(string what) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, what, out _)++;

    /// <summary>A host dies: where in a move, on which side.</summary>
    public void Crash(CallHost host, CallWrite? underWay)
    {
        Count("crash");
        if (underWay is { } write)
        {
            Count("crash during a write");
            Writing(host.Seen, write.State);
        }

        if (host.Seen is not { } state)
            return;

        foreach (var move in state.Moves)
            Count(move.IsCommitted ? "crash of the target, committed" : "crash of the target, requested");

        if (!state.Holds.IsEmpty)
            Count(state.Phase == CallPhase.Ending ? "crash of the source, held and ending" : "crash of the source, held");

        if (!state.Invitations.IsEmpty)
            Count("crash while ringing");

        if (state.Phase == CallPhase.Ended)
            Count("crash of an ended call");
    }

    /// <summary>A message of a move arrives.</summary>
    public void Message(World world, CallHost host, CallMessage message)
    {
        Count($"message {message.GetType().Name}");
        if (host.Seen is not { } state)
        {
            Count("message to a call that is unknown or forgotten");
            return;
        }

        if (message is Reserve && state.Moves.Any(move => !move.IsCommitted && move.Source == message.From))
            Count("crossing moves");

        if (message is Reserve reserve && state.Holds.Any(hold => hold.Move != reserve.Move && reserve.Participants.Any(state.IsHeld)))
            Count("same participant claimed by two targets");
    }

    /// <summary>A client is answered.</summary>
    public void Reply(Operation operation, CallReply reply)
    {
        if (reply is Refusal refusal)
            Count($"refusal {refusal.Status}/{refusal.Code}");
        else
            Count($"accepted {operation.Command.GetType().Name}");
    }

    // What of a move the write under way would have recorded.
    private void Writing(CallState? before, ReadOnlyMemory<byte> bytes)
    {
        if (before is null || bytes.IsEmpty)
            return;

        var after = CallStateCodec.Decode(bytes.Span);
        foreach (var move in after.Moves)
        {
            if (!move.IsCommitted && before.Moves.All(other => other.Id != move.Id))
                Count("crash during the write of a request");
            else if (move.IsCommitted && before.Moves.Any(other => other.Id == move.Id && !other.IsCommitted))
                Count("crash during the write of a commit");
        }

        if (after.Holds.Any(hold => before.Holds.All(other => other.Move != hold.Move)))
            Count("crash during the write of a hold");

        if (before.Holds.Any(hold => after.Holds.All(other => other.Move != hold.Move)))
            Count("crash during the write of a drop");
    }

    public void Add(Coverage other)
    {
        foreach (var (what, count) in other._counts)
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, what, out _) += count;
    }
}
