using System.Collections.Immutable;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Moves;

namespace CallGrains.Calls.State;

/// <summary>A move into this call.</summary>
/// <param name="Id">The move, 128 random bits.</param>
/// <param name="Source">The call the people come from.</param>
public sealed record Move(Guid Id, CallKey Source)
{
    /// <summary>The leg that asked.</summary>
    public ushort Leg { get; init; }

    /// <summary>Who was named.</summary>
    public ImmutableArray<CommunicationIdentifier> Named { get; init; } = [];

    /// <summary>The source connection, as the client named it.</summary>
    public string FromCall { get; init; } = "";

    /// <summary>The correlation text of the operation.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Where the operation's own events go, when not to the leg's callback URI.</summary>
    public string? CallbackUri { get; init; }

    /// <summary>When an undecided move is given up.</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Once committed, the stays that were taken, by the hop they had in the source; default while undecided.</summary>
    public ImmutableArray<Stay> Taken { get; init; }

    /// <summary>Whether the move was committed and waits only for the source's acknowledgement.</summary>
    public bool IsCommitted => !Taken.IsDefault;
}
