using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Endpoints.Behaviors;

namespace CallGrains.Endpoints.Attachments;

/// <summary>
/// Decides what an endpoint does about one participation. Pure. Whatever it is told may come twice, late and out of order:
/// the highest hop wins, the end is final, and what a call waits for is said again until the call has heard it.
/// </summary>
/// <remarks>
/// An endpoint that decides at once keeps nothing of the ringing: an invitation that comes again is decided again in the same
/// way. Only once it has said that it rings must it remember.
/// </remarks>
/// <param name="rules">The times.</param>
public sealed class AttachmentMachine(AttachmentRules rules)
{
    /// <summary>Takes one input.</summary>
    /// <param name="current">The attachment, or null when the endpoint knows none of the participation.</param>
    /// <param name="tombstone">What is remembered of an end, if there was one.</param>
    /// <param name="input">The input.</param>
    /// <param name="now">The present time.</param>
    public AttachmentStep Handle(Attachment? current, Tombstone? tombstone, AttachmentInput input, DateTimeOffset now) => input switch
    {
        Told { Notice: Invite invite } told => OnInvite(current, tombstone, invite, told.Behavior, now),
        Told { Notice: Attached attached } told => OnAttached(current, tombstone, attached, told.Behavior, now),
        Told { Notice: Bye bye } => OnBye(current, tombstone, bye),
        PickedUp => OnPickedUp(current, now),
        TurnedDown => OnTurnedDown(current, now),
        HungUp => OnHungUp(current, now),
        AppTold told => OnAppTold(current, told),
        TimePassed => OnTimePassed(current, now),
        _ => throw new ArgumentOutOfRangeException(nameof(input), input, "Not an input of an attachment."),
    };

    private AttachmentStep OnInvite(
        Attachment? current, Tombstone? tombstone, Invite invite, EndpointBehavior behavior, DateTimeOffset now)
    {
        var received = new AddressedSignal(invite.Call, new InviteReceived(invite.Participation, invite.Ring));
        if (tombstone is { } ended && (ended.IsFinal || ended.Ring >= invite.Ring))
            return new(current) { Signals = [received] };

        if (current is { Status: AttachmentStatus.Attached or AttachmentStatus.Leaving } || current?.Ring > invite.Ring)
            return new(current) { Signals = [received] };

        if (current?.Ring == invite.Ring)
            return OnInviteAgain(current, invite, received);

        // A first ringing, or a later one that overtook the end of the one before.
        var reason = DeclineReason.Of(behavior.Kind);
        if (behavior.Kind == BehaviorKind.App && !invite.AppMayAnswer)
            reason = DeclineReason.Unreachable;

        var after = behavior.Kind == BehaviorKind.App ? TimeSpan.Zero : TimeSpan.FromMilliseconds(behavior.AfterMs);
        var decidesAt = behavior.Kind == BehaviorKind.Answer || reason is not null ? invite.RingingSince + after : (DateTimeOffset?)null;
        if (decidesAt <= now)
        {
            EndpointSignal decision = reason is null
                ? new Answered(invite.Participation, invite.Ring)
                : new Declined(invite.Participation, invite.Ring, reason);
            return new(null) { Signals = [new(invite.Call, decision)] };
        }

        var giveUpAt = invite.Deadline + rules.RingGrace;
        var ringing = new Attachment
        {
            Participation = invite.Participation,
            Endpoint = invite.Endpoint,
            Call = invite.Call,
            Status = AttachmentStatus.Ringing,
            Since = invite.RingingSince,
            Behavior = behavior.Kind,
            HangUpAfterMs = behavior.HangUpAfterMs,
            Ring = invite.Ring,
            Invite = invite,
            GiveUpAt = giveUpAt,
            Due = decidesAt ?? giveUpAt,
        };

        // A call announced to an app is acknowledged when the app was told: until then the call repeats it.
        return behavior.Kind == BehaviorKind.App
            ? new(ringing) { Announce = invite }
            : new(ringing) { Signals = [received] };
    }

    private static AttachmentStep OnInviteAgain(Attachment current, Invite invite, AddressedSignal received) => current switch
    {
        { Status: AttachmentStatus.Answering } => new(current) { Signals = [Saying(current)] },
        { Status: AttachmentStatus.Declining } => new(current) { Signals = [Saying(current)] },
        { Behavior: BehaviorKind.App, IsAnnounced: false } => new(current) { Announce = invite },
        _ => new(current) { Signals = [received] },
    };

    private static AttachmentStep OnAttached(
        Attachment? current, Tombstone? tombstone, Attached attached, EndpointBehavior behavior, DateTimeOffset now)
    {
        var received = new AddressedSignal(attached.Call, new AttachedReceived(attached.Participation, attached.Hop));
        if (tombstone is { IsFinal: true })
            return new(current) { Signals = [received] };

        if (current is { Status: AttachmentStatus.Attached or AttachmentStatus.Leaving })
        {
            if (attached.Hop <= current.Hop)
                return new(current) { Signals = [received] };

            var moved = current with { Call = attached.Call, Hop = attached.Hop };
            if (current.Status == AttachmentStatus.Attached)
                return new(moved) { Signals = [received] };

            // It hung up while it was moved: the new call hears of it at once.
            return new(moved with { Repeats = 0, Due = now }) { Signals = [received] };
        }

        var hangUpAfter = current is null ? behavior.HangUpAfterMs : current.HangUpAfterMs;
        return new(new Attachment
        {
            Participation = attached.Participation,
            Endpoint = attached.Endpoint,
            Call = attached.Call,
            Status = AttachmentStatus.Attached,
            Since = now,
            Behavior = current?.Behavior ?? behavior.Kind,
            HangUpAfterMs = hangUpAfter,
            Hop = attached.Hop,
            Ring = current?.Ring ?? 0,
            Due = hangUpAfter is { } ms ? now + TimeSpan.FromMilliseconds(ms) : null,
        })
        {
            Signals = [received],
        };
    }

    private static AttachmentStep OnBye(Attachment? current, Tombstone? tombstone, Bye bye)
    {
        AddressedSignal received = new(bye.Call, new ByeReceived(bye.Participation, bye.Ring));
        if (bye.Ring is not { } ring)
            return new(null) { Signals = [received], Tombstone = new(current?.Ring ?? tombstone?.Ring ?? 0, IsFinal: true) };

        var isRinging = current is { Status: AttachmentStatus.Ringing or AttachmentStatus.Answering or AttachmentStatus.Declining };
        return new(isRinging && current!.Ring <= ring ? null : current)
        {
            Signals = [received],
            Tombstone = new(Math.Max(ring, tombstone?.Ring ?? 0), tombstone is { IsFinal: true }),
        };
    }

    private AttachmentStep OnPickedUp(Attachment? current, DateTimeOffset now) => current switch
    {
        { Status: AttachmentStatus.Ringing, Behavior: not BehaviorKind.App } =>
            Say(current with { Status = AttachmentStatus.Answering, Invite = null }, now),
        { Status: AttachmentStatus.Answering } => new(current) { IsTaken = true },
        _ => new(current),
    };

    private AttachmentStep OnTurnedDown(Attachment? current, DateTimeOffset now) => current switch
    {
        { Status: AttachmentStatus.Ringing, Behavior: not BehaviorKind.App } => Decline(current, DeclineReason.Declined, now),
        { Status: AttachmentStatus.Declining } => new(current) { IsTaken = true },
        _ => new(current),
    };

    private AttachmentStep OnHungUp(Attachment? current, DateTimeOffset now) => current switch
    {
        { Status: AttachmentStatus.Attached } => Leave(current, now),

        // The call may not know of the answer yet, and would not know who leaves: hang up as soon as it says that we are in.
        { Status: AttachmentStatus.Answering } => new(current with { HangUpAfterMs = 0 }) { IsTaken = true },
        { Status: AttachmentStatus.Leaving } => new(current) { IsTaken = true },
        _ => new(current),
    };

    private static AttachmentStep OnAppTold(Attachment? current, AppTold told)
    {
        if (current is not { Status: AttachmentStatus.Ringing } || current.Ring != told.Ring)
            return new(current);

        return new(current with { IsAnnounced = true })
        {
            Signals = [new(current.Call, new InviteReceived(current.Participation, current.Ring))],
        };
    }

    private AttachmentStep OnTimePassed(Attachment? current, DateTimeOffset now)
    {
        if (current?.Due is not { } due || due > now)
            return new(current);

        if (current.GiveUpAt <= now)
            return new(null);

        return current.Status switch
        {
            AttachmentStatus.Ringing when DeclineReason.Of(current.Behavior) is { } reason => Decline(current, reason, now),
            AttachmentStatus.Ringing when current.Behavior == BehaviorKind.Answer =>
                Say(current with { Status = AttachmentStatus.Answering, Invite = null }, now),
            AttachmentStatus.Attached => Leave(current, now),
            AttachmentStatus.Answering or AttachmentStatus.Declining or AttachmentStatus.Leaving => Say(current, now),
            _ => new(current with { Due = current.GiveUpAt }),
        };
    }

    private AttachmentStep Decline(Attachment current, ResultInformation reason, DateTimeOffset now) =>
        Say(current with { Status = AttachmentStatus.Declining, Reason = reason, Invite = null }, now);

    private AttachmentStep Leave(Attachment current, DateTimeOffset now) =>
        Say(current with { Status = AttachmentStatus.Leaving, Repeats = 0, GiveUpAt = now + rules.LeaveTimeout }, now);

    private AttachmentStep Say(Attachment current, DateTimeOffset now)
    {
        var next = current with { Repeats = current.Repeats + 1, Due = now + rules.PauseAfter(current.Repeats) };
        return new(next) { Signals = [Saying(next)], IsTaken = true };
    }

    private static AddressedSignal Saying(Attachment current) => new(current.Call, current.Status switch
    {
        AttachmentStatus.Answering => new Answered(current.Participation, current.Ring),
        AttachmentStatus.Declining => new Declined(current.Participation, current.Ring, current.Reason ?? DeclineReason.Declined),
        AttachmentStatus.Leaving => new Left(current.Participation),
        _ => throw new ArgumentOutOfRangeException(nameof(current), current.Status, "Says nothing in this status."),
    });
}
