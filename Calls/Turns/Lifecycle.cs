using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Turns;

/// <summary>
/// The events of the call itself, for event subscriptions (EVENTS section 4): what changed in a turn, in the order started,
/// removed, added, ended. They are owed like callbacks, on a stream of their own.
/// </summary>
internal static class Lifecycle
{
    /// <summary>The leg of events that are of no leg.</summary>
    public const ushort OfTheCall = 0;

    public static void Record(Turn turn, CallState? before)
    {
        var after = turn.State;
        if (ReferenceEquals(before, after))
            return;

        var wasRunning = before?.Phase is CallPhase.Connected or CallPhase.Ending;
        var starts = !wasRunning && after.Phase == CallPhase.Connected;
        if (starts)
            Emit(turn, CallEventKind.CallStarted, ResultInformation.Success, null);

        if (starts || wasRunning)
            TellParties(turn, wasRunning ? Parties(before!) : [], Parties(after));

        if (wasRunning && after.Phase == CallPhase.Ended)
            Emit(turn, CallEventKind.CallEnded, EndReason(before!, after), null);
    }

    private static void TellParties(Turn turn, HashSet<CommunicationIdentifier> before, HashSet<CommunicationIdentifier> after)
    {
        foreach (var gone in before.Where(who => !after.Contains(who)))
            Emit(turn, CallEventKind.CallParticipantRemoved, ResultInformation.Success, gone);

        foreach (var come in after.Where(who => !before.Contains(who)))
            Emit(turn, CallEventKind.CallParticipantAdded, ResultInformation.Success, come);
    }

    // What the last leg was told; a leg that left earlier, and may not have been told yet, says nothing of the end.
    private static ResultInformation EndReason(CallState before, CallState ended) => ended.Outbox.Except(before.Outbox)
        .LastOrDefault(static pending => pending.Kind == CallEventKind.CallDisconnected)?.Result ?? Results.EndedByPeer;

    // Whoever is held for a move is in this call until it is known that another took them.
    private static HashSet<CommunicationIdentifier> Parties(CallState state) =>
    [
        .. state.Legs.Where(static leg => leg.IsUp).Select(static leg => leg.Identity),
        .. state.Roster.Select(static person => person.Identifier),
        .. state.Holds.SelectMany(static hold => hold.Entries).Select(static entry => entry.Identifier),
    ];

    private static void Emit(Turn turn, CallEventKind kind, ResultInformation result, CommunicationIdentifier? who) =>
        turn.Owe(new(turn.NewId(), kind, OfTheCall, turn.Now, result)
        {
            CallbackUri = "",
            Participant = who,
            TraceParent = turn.TraceParent,
        });
}
