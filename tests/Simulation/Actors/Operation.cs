using CallGrains.Calls.Commands;
using CallGrains.Calls.Replies;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Actors;

/// <summary>One thing a client wants, however often it asks for it.</summary>
internal sealed class Operation(int number, CallHost host, CallCommand command)
{
    public int Number => number;

    public CallHost Host => host;

    public CallCommand Command => command;

    /// <summary>How often the client asked.</summary>
    public int Asked { get; set; }

    /// <summary>When the client asked first.</summary>
    public DateTimeOffset AskedAt { get; set; }

    /// <summary>The first answer that accepted it, as the engine gave it, whether or not the client got it.</summary>
    public CallReply? Accepted { get; set; }

    public DateTimeOffset AcceptedAt { get; set; }

    /// <summary>Every asking so far.</summary>
    public List<Attempt> Attempts { get; } = [];

    /// <summary>Whether the client has an answer it is content with, or has given up.</summary>
    public bool IsOver { get; set; }

    /// <summary>The participation of its invitation, or the id of its move, or the number of its leg.</summary>
    public Guid Begun { get; set; }

    public ushort Leg { get; set; }

    /// <summary>The raw ids the terminal events were about; an operation that is about nobody has one entry.</summary>
    public List<string> Ends { get; } = [];

    public bool IsCancelled { get; set; }

    public override string ToString() => $"{command.GetType().Name} c{number} at call {host.Number}";
}

/// <summary>One asking of an operation; the network may bring it to the host more than once.</summary>
internal sealed class Attempt(Operation operation)
{
    public Operation Operation => operation;

    /// <summary>The life of the host that took it; what a crash interrupts is never answered.</summary>
    public int Life { get; private set; } = -1;

    /// <summary>How often it was taken and not answered yet.</summary>
    public int Open { get; set; }

    /// <summary>When it was taken last.</summary>
    public DateTimeOffset TakenAt { get; private set; }

    public void Taken(int life, DateTimeOffset now)
    {
        Open = Life == life ? Open + 1 : 1;
        Life = life;
        TakenAt = now;
    }
}
