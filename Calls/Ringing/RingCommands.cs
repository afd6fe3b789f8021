using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Ringing;

/// <summary>What an app does with a call that rings for it: answer, reject, redirect. The first to act wins.</summary>
internal static class RingCommands
{
    public static CallReply Answer(Turn turn, AnswerCall command)
    {
        if (Pending(turn, command.Ring, out var invitation) is { } refusal)
            return refusal;

        if (!invitation.AppMayAnswer())
            return Refusals.ContextUsed;

        if (LegRoom.Refuse(turn) is { } full)
            return full;

        var called = invitation.Target;
        var identity = IdentityOf(turn, command, called);
        if (turn.State.FindPerson(identity) is not null || turn.State.IsHeld(identity))
            return Refusals.Invalid($"{identity} is in the call already.", "answeredBy");

        var leg = new Leg((ushort)(turn.State.LastLeg + 1), LegKind.Answer, identity, command.CallbackUri)
        {
            OperationContext = command.OperationContext,
            Targets = [called],
            Source = invitation.From,
            AnsweredBy = command.AnsweredBy,
            AnsweredFor = called.Kind == IdentifierKind.PhoneNumber ? called : null,
        };
        RingOutcomes.AnsweredByApp(turn, invitation, leg);
        return LegViews.Of(turn.State, leg, turn.Context.Names) with { State = ConnectionState.Connecting };
    }

    public static CallReply Reject(Turn turn, RejectCall command)
    {
        if (Pending(turn, command.Ring, out var invitation) is { } refusal)
            return refusal;

        RingOutcomes.Failed(turn, invitation, command.Reason switch
        {
            RejectReason.Busy => Results.Busy,
            RejectReason.Forbidden => Results.Forbidden,
            _ => Results.Declined,
        });
        return new AcceptedReply();
    }

    public static CallReply Redirect(Turn turn, RedirectCall command)
    {
        if (Pending(turn, command.Ring, out var invitation) is { } refusal)
            return refusal;

        if (invitation.Redirects >= turn.Context.Rules.MaxRedirects)
            return Refusals.Invalid($"A call is redirected at most {turn.Context.Rules.MaxRedirects} times.", "target");

        if (command.Target.Equals(invitation.From))
            return Refusals.Invalid("A call cannot be redirected to its caller.", "target");

        Ringer.Redirect(turn, invitation, command.Target);
        return new AcceptedReply();
    }

    private static Refusal? Pending(Turn turn, uint ring, out Invitation invitation)
    {
        invitation = null!;
        if (!turn.Exists)
            return Refusals.NotFound;

        if (!turn.State.IsAlive || Ringer.Find(turn.State, ring) is not { } found)
            return Refusals.ContextUsed;

        invitation = found;
        return null;
    }

    private static bool AppMayAnswer(this Invitation invitation) => !invitation.TransfereeLeaves;

    private static CommunicationIdentifier IdentityOf(Turn turn, AnswerCall command, CommunicationIdentifier called) =>
        command.AnsweredBy ?? (called.Kind == IdentifierKind.PhoneNumber ? turn.Context.Names.AppIdentity : called);
}
