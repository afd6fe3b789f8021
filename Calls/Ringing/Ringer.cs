using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Ringing;

/// <summary>Begins and ends invitations; what an end means is decided by <see cref="RingOutcomes"/>.</summary>
internal static class Ringer
{
    /// <summary>Begins to ring somebody. The invitation is owed to the endpoint from the write on.</summary>
    public static Invitation Begin(Turn turn, Invitation draft, TimeSpan timeout)
    {
        var ring = turn.State.LastRing + 1;
        var invitation = draft with
        {
            Ring = ring,
            RingingSince = turn.Now,
            Deadline = turn.Now + timeout,
            TraceParent = turn.TraceParent,
        };
        turn.State = turn.State with { LastRing = ring, Invitations = turn.State.Invitations.Add(invitation) };
        return invitation;
    }

    /// <summary>How long somebody rings when the request does not say.</summary>
    public static TimeSpan DefaultTimeout(Turn turn, CommunicationIdentifier target) =>
        target.Kind == IdentifierKind.PhoneNumber ? turn.Context.Rules.PhoneRingTimeout : turn.Context.Rules.RingTimeout;

    /// <summary>Takes an invitation off the list and tells its endpoint that the ringing is over.</summary>
    public static void Stop(Turn turn, Invitation invitation, ResultInformation reason)
    {
        Remove(turn, invitation);
        SayBye(turn, invitation.Participation, invitation.Target, reason);
    }

    /// <summary>Takes an invitation off the list; its endpoint is told something else.</summary>
    public static void Remove(Turn turn, Invitation invitation) =>
        turn.State = turn.State with { Invitations = turn.State.Invitations.Remove(invitation) };

    /// <summary>Owes an endpoint the news that its participation is over.</summary>
    public static void SayBye(Turn turn, Guid participation, CommunicationIdentifier endpoint, ResultInformation reason) =>
        turn.State = turn.State with { Farewells = turn.State.Farewells.Add(new(participation, endpoint, reason)) };

    /// <summary>Sends a ringing on to another endpoint.</summary>
    public static void Redirect(Turn turn, Invitation invitation, CommunicationIdentifier target)
    {
        var ring = turn.State.LastRing + 1;
        turn.State = turn.State with
        {
            LastRing = ring,
            Farewells = turn.State.Farewells.Add(new(invitation.Participation, invitation.Target, Results.Redirected, invitation.Ring)),
            Invitations = turn.State.Invitations.Replace(invitation, invitation with
            {
                Target = target,
                Ring = ring,
                RingingSince = turn.Now,
                IsReceived = false,
                Redirects = invitation.Redirects + 1,
            }),
        };
    }

    public static Invitation? Find(CallState state, uint ring)
    {
        foreach (var invitation in state.Invitations)
        {
            if (invitation.Ring == ring)
                return invitation;
        }

        return null;
    }
}
