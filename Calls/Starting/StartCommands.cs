using System.Collections.Immutable;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Ringing;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Starting;

/// <summary>How calls begin, and how an app attaches to one that is there.</summary>
internal static class StartCommands
{
    private const ushort FirstLeg = 1;

    public static CallReply Create(Turn turn, CallKey key, CreateCall command)
    {
        if (Check(turn, command.Targets, "targets") is { } refusal)
            return refusal;

        if (command.Targets.Length > turn.Context.Rules.MaxInvitations)
            return Refusals.Invalid($"At most {turn.Context.Rules.MaxInvitations} targets are called at once.", "targets");

        if (command.SourceCallerIdNumber is null && command.Targets.Any(static target => target.Kind == IdentifierKind.PhoneNumber))
            return Refusals.Invalid("A phone number is called only with a caller id number.", "sourceCallerIdNumber");

        var identity = command.Source ?? turn.Context.Names.AppIdentity;
        var leg = new Leg(FirstLeg, LegKind.Create, identity, command.CallbackUri)
        {
            Status = LegStatus.Connecting,
            OperationContext = command.OperationContext,
            Targets = command.Targets,
            Source = identity,
            SourceCallerIdNumber = command.SourceCallerIdNumber,
            SourceDisplayName = command.SourceDisplayName,
        };
        turn.State = New(turn, key, identity) with { IsGroup = command.Targets.Length > 1, Legs = [leg], LastLeg = FirstLeg };
        foreach (var target in command.Targets)
        {
            var caller = target.Kind == IdentifierKind.PhoneNumber ? command.SourceCallerIdNumber ?? identity : identity;
            Ringer.Begin(turn, Draft(turn, InvitationPurpose.Create, target, caller) with
            {
                Leg = FirstLeg,
                CallerDisplayName = command.SourceDisplayName,
            }, Ringer.DefaultTimeout(turn, target));
        }

        return LegViews.Of(turn.State, leg, turn.Context.Names);
    }

    /// <summary>A person calls: in the call from the start, alone until somebody answers.</summary>
    public static CallReply PlaceIncoming(Turn turn, CallKey key, PlaceIncomingCall command)
    {
        if (command.From.Equals(command.To))
            return Refusals.Invalid("Nobody can call themselves.", "to");

        turn.State = New(turn, key, command.From) with { Roster = [new(turn.NewId(), 0, command.From)] };
        Ringer.Begin(turn, Draft(turn, InvitationPurpose.Incoming, command.To, command.From) with
        {
            CallerDisplayName = command.CallerDisplayName,
            CustomContext = command.CustomContext,
        }, Ringer.DefaultTimeout(turn, command.To));
        return new PlacedReply(turn.Context.Names.ServerCall);
    }

    public static CallReply Start(Turn turn, CallKey key, StartCall command)
    {
        if (Check(turn, command.Participants, "participants") is { } refusal)
            return refusal;

        if (command.Locator is null && command.Participants.Length < 2)
            return Refusals.Invalid("A call without a group or room has at least two participants.", "participants");

        var roster = ImmutableArray.CreateBuilder<Participant>(command.Participants.Length);
        foreach (var who in command.Participants)
            roster.Add(new(turn.NewId(), 0, who));

        turn.State = New(turn, key, command.Participants[0]) with
        {
            Phase = CallPhase.Connected,
            IsGroup = true,
            Locator = command.Locator,
            Roster = roster.DrainToImmutable(),
        };
        turn.RosterChanged = true;
        return new PlacedReply(turn.Context.Names.ServerCall);
    }

    /// <summary>A further leg of a connected call; every leg learns of the new party.</summary>
    public static CallReply Connect(Turn turn, ConnectCall command)
    {
        if (!turn.Exists || !turn.State.IsAlive)
            return Refusals.NotFound;

        if (turn.State.Phase != CallPhase.Connected)
            return Refusals.NotEstablished;

        if (LegRoom.Refuse(turn) is { } full)
            return full;

        var identity = turn.Context.Names.AppIdentity;
        var leg = new Leg((ushort)(turn.State.LastLeg + 1), LegKind.Connect, identity, command.CallbackUri)
        {
            OperationContext = command.OperationContext,
            Source = identity,
        };
        turn.State = turn.State with { IsGroup = true, LastLeg = leg.Number, Legs = turn.State.Legs.Add(leg) };
        turn.Emit(leg, CallEventKind.CallConnected, ResultInformation.Success, new() { OperationContext = command.OperationContext });
        turn.RosterChanged = true;
        return LegViews.Of(turn.State, leg, turn.Context.Names) with { State = ConnectionState.Connecting };
    }

    private static CallState New(Turn turn, CallKey key, CommunicationIdentifier startedBy) =>
        new(key) { CreatedAt = turn.Now, StartedBy = startedBy };

    private static Invitation Draft(Turn turn, InvitationPurpose purpose, CommunicationIdentifier target, CommunicationIdentifier from) =>
        new(turn.NewId(), purpose, target, from) { Target = target, Ring = 0, RingingSince = turn.Now, Deadline = turn.Now };

    private static Refusal? Check(Turn turn, ImmutableArray<CommunicationIdentifier> people, string field)
    {
        if (people.IsEmpty)
            return Refusals.Invalid("At least one participant is needed.", field);

        if (people.Length >= turn.Context.Rules.MaxParticipants)
            return Refusals.Invalid($"A call has at most {turn.Context.Rules.MaxParticipants} participants, one of them an application.", field);

        var seen = new HashSet<CommunicationIdentifier>();
        for (var i = 0; i < people.Length; i++)
        {
            if (!seen.Add(people[i]))
                return Refusals.Invalid("Each participant is named once.", $"{field}[{i}]");
        }

        return null;
    }
}
