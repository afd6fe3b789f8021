using System.Collections.Immutable;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;

namespace CallGrains.Calls.State;

/// <summary>
/// All that is known of one call, and all it still owes the outside world: recovery is to load this and carry out what it owes.
/// Immutable, so that what is staged and what is stored can be told apart by reference.
/// </summary>
/// <param name="Key">The call.</param>
public sealed record CallState(CallKey Key)
{
    /// <summary>Where the call is in its life.</summary>
    public CallPhase Phase { get; init; } = CallPhase.Connecting;

    /// <summary>Whether the call has, or had, more than two parties: then a hang-up of an app does not end it.</summary>
    public bool IsGroup { get; init; }

    /// <summary>The group or room whose current call this is.</summary>
    public GroupLocator? Locator { get; init; }

    /// <summary>Who began the call.</summary>
    public CommunicationIdentifier? StartedBy { get; init; }

    /// <summary>When the call began.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The roster version: one more with each change of the roster (<c>sequenceNumber</c>).</summary>
    public int Sequence { get; init; }

    /// <summary>The number of the last ringing.</summary>
    public uint LastRing { get; init; }

    /// <summary>The number of the last leg.</summary>
    public ushort LastLeg { get; init; }

    /// <summary>The apps' attachments, ended ones included while something refers to them.</summary>
    public ImmutableArray<Leg> Legs { get; init; } = [];

    /// <summary>The people in the call, in the order of joining; a raw id is at most once in roster and holds together.</summary>
    public ImmutableArray<Participant> Roster { get; init; } = [];

    /// <summary>Who is being called.</summary>
    public ImmutableArray<Invitation> Invitations { get; init; } = [];

    /// <summary>Who is held for moves out of this call.</summary>
    public ImmutableArray<Hold> Holds { get; init; } = [];

    /// <summary>Moves into this call, undecided or not yet acknowledged.</summary>
    public ImmutableArray<Move> Moves { get; init; } = [];

    /// <summary>Endpoints still to be told that they are out.</summary>
    public ImmutableArray<Farewell> Farewells { get; init; } = [];

    /// <summary>Events not known to be delivered, in the order they happened.</summary>
    public ImmutableArray<PendingEvent> Outbox { get; init; } = [];

    /// <summary>Requests that must not be executed again.</summary>
    public ImmutableArray<RepeatRecord> Repeats { get; init; } = [];

    /// <summary>Whether commands can still change the call.</summary>
    public bool IsAlive => Phase is CallPhase.Connecting or CallPhase.Connected;

    /// <summary>The number of parties that count against the limit: people, people held, and apps.</summary>
    public int Occupancy => Roster.Length + HeldCount + Legs.Count(static leg => leg.IsUp);

    /// <summary>The number of people held for moves.</summary>
    public int HeldCount => Holds.Sum(static hold => hold.Entries.Length);

    /// <summary>The leg of this number.</summary>
    /// <param name="number">The number of the leg.</param>
    /// <returns>The leg, or null when there is none, or none any more.</returns>
    public Leg? FindLeg(ushort number)
    {
        foreach (var leg in Legs)
        {
            if (leg.Number == number)
                return leg;
        }

        return null;
    }

    /// <summary>The person of this identifier in the roster.</summary>
    /// <param name="who">Who.</param>
    public Participant? FindPerson(CommunicationIdentifier who)
    {
        foreach (var person in Roster)
        {
            if (person.Identifier.Equals(who))
                return person;
        }

        return null;
    }

    /// <summary>The leg that is up and appears as this identifier.</summary>
    /// <param name="who">Who.</param>
    public Leg? FindApp(CommunicationIdentifier who)
    {
        foreach (var leg in Legs)
        {
            if (leg.IsUp && leg.Identity.Equals(who))
                return leg;
        }

        return null;
    }

    /// <summary>Whether a person of this identifier is held for a move.</summary>
    /// <param name="who">Who.</param>
    public bool IsHeld(CommunicationIdentifier who)
    {
        foreach (var hold in Holds)
        {
            foreach (var entry in hold.Entries)
            {
                if (entry.Identifier.Equals(who))
                    return true;
            }
        }

        return false;
    }
}
