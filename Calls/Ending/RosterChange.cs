using CallGrains.Calls.Events;
using CallGrains.Calls.Ringing;
using CallGrains.Calls.State;
using CallGrains.Calls.Transfers;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Ending;

/// <summary>A person leaves a call for good.</summary>
internal static class RosterChange
{
    /// <summary>Takes a person out, tells the endpoint, and fails the transfers that were to hand this person over.</summary>
    public static void Depart(Turn turn, Participant person, ResultInformation reason)
    {
        turn.State = turn.State with { Roster = turn.State.Roster.Remove(person) };
        turn.RosterChanged = true;
        Ringer.SayBye(turn, person.Participation, person.Identifier, reason);
        TransferDecisions.FailTransfersOf(turn, person.Identifier);
    }
}
