using CallGrains.Calls.FarSide;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Owing;

/// <summary>
/// What the outside world has confirmed is owed no longer. Forgetting it needs no write of its own: if it is lost, it is only
/// done once more, and every receiver is idempotent.
/// </summary>
internal static class Acknowledgements
{
    public static bool IsAcknowledgement(CallInput input) => input is
        EventSettled
        or MessageInput { Message: Ack }
        or SignalInput { Signal: InviteReceived or AttachedReceived or ByeReceived };

    public static CallState? Apply(CallState? state, CallInput input) => (state, input) switch
    {
        (null, _) => null,
        (_, EventSettled settled) => Settle(state, settled),
        (_, MessageInput { Message: Ack ack }) => MoveTarget.Acknowledged(state, ack.Move),
        (_, SignalInput { Signal: InviteReceived received }) => Receive(state, received),
        (_, SignalInput { Signal: AttachedReceived attached }) => Announce(state, attached),
        (_, SignalInput { Signal: ByeReceived bye }) => Part(state, bye),
        _ => state,
    };

    private static CallState Settle(CallState state, EventSettled settled)
    {
        foreach (var pending in state.Outbox)
        {
            if (pending.Id == settled.Event)
                return state with { Outbox = state.Outbox.Remove(pending) };
        }

        return state;
    }

    private static CallState Receive(CallState state, InviteReceived received)
    {
        foreach (var invitation in state.Invitations)
        {
            if (invitation.Participation == received.Participation && invitation.Ring == received.Ring && !invitation.IsReceived)
                return state with { Invitations = state.Invitations.Replace(invitation, invitation with { IsReceived = true }) };
        }

        return state;
    }

    private static CallState Announce(CallState state, AttachedReceived attached)
    {
        foreach (var person in state.Roster)
        {
            if (person.Participation == attached.Participation && person.Hop == attached.Hop && !person.IsAnnounced)
                return state with { Roster = state.Roster.Replace(person, person with { IsAnnounced = true }) };
        }

        return state;
    }

    private static CallState Part(CallState state, ByeReceived bye)
    {
        foreach (var farewell in state.Farewells)
        {
            if (farewell.Participation == bye.Participation && farewell.Ring == (bye.Ring ?? 0))
                return state with { Farewells = state.Farewells.Remove(farewell) };
        }

        return state;
    }
}
