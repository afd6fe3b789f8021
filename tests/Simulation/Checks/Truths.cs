using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.State;
using CallGrains.Simulation.Actors;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Checks;

/// <summary>Truth: what an event says is so in the very state that records it.</summary>
internal static class Truths
{
    public static bool Fits(Operation operation, PendingEvent pending) => pending.Kind switch
    {
        CallEventKind.CallConnected => operation.Command is CreateCall or AnswerCall or ConnectCall,
        CallEventKind.CreateCallFailed => operation.Command is CreateCall,
        CallEventKind.AddParticipantSucceeded or CallEventKind.AddParticipantFailed => operation.Command is AddParticipant,
        CallEventKind.CancelAddParticipantSucceeded or CallEventKind.CancelAddParticipantFailed => operation.Command is CancelAddParticipant,
        CallEventKind.RemoveParticipantSucceeded or CallEventKind.RemoveParticipantFailed => operation.Command is RemoveParticipant,
        CallEventKind.MoveParticipantSucceeded or CallEventKind.MoveParticipantFailed =>
            operation.Command is MoveParticipants move && move.Participants.Contains(pending.Participant!),
        CallEventKind.CallTransferAccepted or CallEventKind.CallTransferFailed => operation.Command is TransferToParticipant,
        CallEventKind.HoldFailed => operation.Command is HoldParticipant,
        _ => false,
    };

    public static void Check(PeopleBook people, CallHost host, CallState after, Operation operation, PendingEvent pending)
    {
        var isTrue = pending.Kind switch
        {
            CallEventKind.AddParticipantSucceeded => IsHere(after, operation.Begun) || SaidBye(after, operation.Begun),
            CallEventKind.AddParticipantFailed or CallEventKind.CallTransferFailed => people.Find(operation.Begun) is null,
            CallEventKind.RemoveParticipantSucceeded =>
                after.Farewells.Any(farewell => farewell.Endpoint.Equals(pending.Participant) && farewell.Reason == Results.Removed)
                || after.Legs.Any(leg => !leg.IsUp && leg.Identity.Equals(pending.Participant)),
            CallEventKind.MoveParticipantSucceeded =>
                after.FindPerson(pending.Participant!) is not null || after.IsHeld(pending.Participant!)
                || after.Farewells.Any(farewell => farewell.Endpoint.Equals(pending.Participant)),
            CallEventKind.CallTransferAccepted =>
                after.FindLeg(pending.Leg) is not { IsUp: true }
                || after.Farewells.Any(farewell => farewell.Endpoint.Equals(pending.Transferee) && farewell.Reason == Results.Transferred),
            CallEventKind.CallConnected => after.FindLeg(pending.Leg) is { Status: not LegStatus.Connecting },
            _ => true,
        };
        if (!isTrue)
            throw new BrokenPromiseException(Promise.Truth, $"{pending.Kind} of {operation} is not so in {World.Name(host)}.");
    }

    private static bool IsHere(CallState state, Guid participation) =>
        state.Roster.Any(person => person.Participation == participation)
        || state.Holds.Any(hold => hold.Entries.Any(entry => entry.Participation == participation));

    // Whom an app answered for, or who left within the same write; not whose ringing failed.
    private static bool SaidBye(CallState state, Guid participation) =>
        state.Farewells.Any(farewell => farewell.Participation == participation && farewell.Reason.Code is 0 or 200);
}
