using System.Collections.Immutable;
using CallGrains.Calls.Ids;

namespace CallGrains.Calls.State;

/// <summary>People taken out of the roster for a move whose outcome is not known here yet. A hold never times out.</summary>
/// <param name="Move">The move.</param>
/// <param name="Target">The call that decides.</param>
/// <param name="Entries">Who is held, as they were in the roster.</param>
public sealed record Hold(Guid Move, CallKey Target, ImmutableArray<Participant> Entries);
