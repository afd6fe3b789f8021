using System.Collections.Immutable;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Moves;

/// <summary>What one call says to another in a move. May be lost, doubled, delayed and reordered: each is judged by the state it meets.</summary>
/// <param name="Move">The move, 128 random bits minted by the target call.</param>
/// <param name="From">The call that speaks.</param>
public abstract record CallMessage(Guid Move, CallKey From);

/// <summary>Target to source: take these people out of your roster and hold them for me.</summary>
/// <param name="Move">The move.</param>
/// <param name="From">The target call.</param>
/// <param name="Participants">Who is wanted.</param>
public sealed record Reserve(Guid Move, CallKey From, ImmutableArray<CommunicationIdentifier> Participants) : CallMessage(Move, From);

/// <summary>Source to target: these I hold for you, the others I do not. Repeated while held, this is the source's inquiry too.</summary>
/// <param name="Move">The move.</param>
/// <param name="From">The source call.</param>
/// <param name="Entries">Who is held, with hop and attributes.</param>
public sealed record Reserved(Guid Move, CallKey From, ImmutableArray<Participant> Entries) : CallMessage(Move, From);

/// <summary>Target to source: these stays I took; give all others back. None taken is a release.</summary>
/// <param name="Move">The move.</param>
/// <param name="From">The target call.</param>
/// <param name="Taken">The stays, by the hop they had in the source.</param>
public sealed record Decided(Guid Move, CallKey From, ImmutableArray<Stay> Taken) : CallMessage(Move, From);

/// <summary>Source to target: what you decided is written here; you may forget the move.</summary>
/// <param name="Move">The move.</param>
/// <param name="From">The source call.</param>
public sealed record Ack(Guid Move, CallKey From) : CallMessage(Move, From);
