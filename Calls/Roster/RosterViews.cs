using System.Collections.Immutable;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Roster;

/// <summary>The roster as clients see it: apps first, then people in the order of joining; each identifier once.</summary>
internal static class RosterViews
{
    public static ImmutableArray<ParticipantView> Of(CallState state)
    {
        var views = ImmutableArray.CreateBuilder<ParticipantView>(state.Occupancy);
        foreach (var leg in state.Legs)
        {
            // Two apps may appear as the same user; a roster names each identifier once.
            if (leg.IsUp && !views.Any(view => view.Identifier.Equals(leg.Identity)))
                views.Add(new(leg.Identity, leg.IsMuted, leg.IsOnHold));
        }

        foreach (var person in state.Roster)
            views.Add(View(person));

        // Whoever is held is in this call until it is known that another took them.
        foreach (var hold in state.Holds)
        {
            foreach (var entry in hold.Entries)
                views.Add(View(entry));
        }

        return views.DrainToImmutable();
    }

    public static ParticipantView? Find(CallState state, CommunicationIdentifier who)
    {
        if (state.FindPerson(who) is { } person)
            return View(person);

        return state.FindApp(who) is { } leg ? new(leg.Identity, leg.IsMuted, leg.IsOnHold) : null;
    }

    private static ParticipantView View(Participant person) => new(person.Identifier, person.IsMuted, person.IsOnHold);
}
