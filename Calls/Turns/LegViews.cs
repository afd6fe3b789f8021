using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Turns;

/// <summary>A leg as clients see it.</summary>
internal static class LegViews
{
    public static ConnectionReply Of(CallState state, Leg leg, CallNames names) => new()
    {
        CorrelationId = names.Correlation,
        ConnectionId = names.Connection(leg.Number),
        // Recorded sessions show the server call id only once somebody has answered.
        ServerCallId = leg.Status == LegStatus.Connecting ? null : names.ServerCall,
        Targets = leg.Targets,
        State = StateOf(state, leg),
        CallbackUri = leg.CallbackUri,
        SourceCallerIdNumber = leg.SourceCallerIdNumber,
        SourceDisplayName = leg.SourceDisplayName,
        Source = leg.Source,
        AnsweredBy = leg.AnsweredBy,
        AnsweredFor = leg.AnsweredFor,
    };

    private static ConnectionState StateOf(CallState state, Leg leg)
    {
        if (!leg.IsUp)
            return ConnectionState.Disconnected;

        if (state.Phase == CallPhase.Ending)
            return ConnectionState.Disconnecting;

        if (leg.Status == LegStatus.Connecting)
            return ConnectionState.Connecting;

        foreach (var invitation in state.Invitations)
        {
            if (invitation.Purpose == InvitationPurpose.Transfer && invitation.Leg == leg.Number)
                return ConnectionState.Transferring;
        }

        return ConnectionState.Connected;
    }
}
