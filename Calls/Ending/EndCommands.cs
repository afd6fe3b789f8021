using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Ending;

/// <summary>Hang-up and terminate, and people who hang up.</summary>
internal static class EndCommands
{
    /// <summary>The app leaves: a 1:1 call ends for both, a group call goes on without it.</summary>
    public static CallReply HangUp(Turn turn, Leg leg)
    {
        if (turn.State.IsGroup && turn.State.Phase == CallPhase.Connected)
        {
            CallEnd.LeaveLeg(turn, leg, Results.EndedByApp);
            CallEnd.EndIfAlone(turn, Results.OnlyOneLeft);
        }
        else
        {
            CallEnd.End(turn, Results.EndedByPeer, other => other.Number == leg.Number ? Results.EndedByApp : Results.EndedByPeer);
        }

        return new AcceptedReply();
    }

    public static CallReply Terminate(Turn turn)
    {
        CallEnd.End(turn, Results.EndedByApp);
        return new AcceptedReply();
    }

    /// <summary>A person's endpoint hung up.</summary>
    public static void PersonLeft(Turn turn, Participant person)
    {
        var wasPair = !turn.State.IsGroup;
        RosterChange.Depart(turn, person, ResultInformation.Success);
        var byPhone = person.Identifier.Kind == IdentifierKind.PhoneNumber;
        if (turn.State.Phase == CallPhase.Connecting)
            CallEnd.End(turn, Results.Cancelled);
        else
            CallEnd.EndIfAlone(turn, !wasPair ? Results.OnlyOneLeft : byPhone ? Results.EndedByPhone : Results.EndedByPeer);
    }
}
