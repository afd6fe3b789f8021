using System.Collections.Immutable;
using System.Globalization;
using CallGrains.Calls.Commands;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Actors;

/// <summary>Draws what clients do. How often each kind comes differs from world to world.</summary>
internal sealed class OperationDraw
{
    private const string Callback = "https://app.example/";
    private static readonly CommunicationIdentifier CallerId = CommunicationIdentifier.PhoneNumber("+14255550100");
    private static readonly string[] Overrides = ["https://op.example/1", "https://op.example/2"];

    private readonly World _world;
    private readonly (int Weight, Func<CallHost, ushort, string, CallCommand> Draw)[] _kinds;
    private readonly int _total;

    public OperationDraw(World world)
    {
        _world = world;
        _kinds =
        [
            (Weight(8), Move),
            (Weight(5), Add),
            (Weight(1), Cancel),
            (Weight(2), Remove),
            (Weight(3), Transfer),
            (Weight(1), (_, leg, context) => new MuteParticipants(leg, [Somebody(null)]) { OperationContext = context }),
            (Weight(1), (host, leg, context) => new HoldParticipant(leg, Somebody(host))
            {
                OperationContext = context,
                OperationCallbackUri = Override(),
                PromptIsPlayable = Dice.Chance(0.5),
            }),
            (Weight(1), (host, leg, context) => new UnholdParticipant(leg, Somebody(host)) { OperationContext = context }),
            (Weight(2), (_, _, context) => new ConnectCall(Callback + context) { OperationContext = context }),
            (Weight(1), (_, leg, _) => new HangUp(leg)),
            (Weight(1), (_, leg, _) => new Terminate(leg)),
            (Weight(4), (_, leg, _) => new GetParticipants(leg)),
            (Weight(1), (_, leg, _) => new GetCall(leg)),
            (Weight(2), (host, leg, _) => new GetParticipant(leg, Somebody(host))),
        ];
        _total = _kinds.Sum(static kind => kind.Weight);
    }

    private Dice Dice => _world.Dice;

    public (CallKey Call, CallCommand Command)? Next(int number)
    {
        var context = string.Create(CultureInfo.InvariantCulture, $"c{number}");
        if (_world.Hosts.Count == 0 || (_world.Hosts.Count < _world.MaxCalls && Dice.Chance(0.2)))
            return Begin(context);

        // Calls that are over are asked too, but not as often as those that go on.
        var host = Dice.Pick(_world.Hosts);
        for (var i = 0; i < 4 && host.Seen is not { IsAlive: true }; i++)
            host = Dice.Pick(_world.Hosts);

        if (host.Seen is not { IsAlive: true } && Dice.Chance(0.5))
            return Begin(context);

        var command = Draw()(host, SomeLeg(host), context);
        return (host.Key, Repeatable(command, host));
    }

    public CallCommand? ForRinging(CommunicationIdentifier who, Invite invite, int number)
    {
        var context = string.Create(CultureInfo.InvariantCulture, $"c{number}");
        CallCommand? command = Dice.Below(10) switch
        {
            < 6 => new AnswerCall(invite.Ring, Callback + context)
            {
                OperationContext = context,
                AnsweredBy = Dice.Chance(0.3) ? who : null,
            },
            < 7 => new RejectCall(invite.Ring, (RejectReason)Dice.Below(3)),
            < 9 => new RedirectCall(invite.Ring, Somebody(null)),
            _ => null,
        };
        return command is null ? null : command with { Repeat = new(Dice.Next(), (UInt128)number) };
    }

    private int Weight(int usual) => usual * (1 + Dice.Below(5));

    private Func<CallHost, ushort, string, CallCommand> Draw()
    {
        var at = Dice.Below(_total);
        foreach (var (weight, draw) in _kinds)
        {
            at -= weight;
            if (at < 0)
                return draw;
        }

        return _kinds[0].Draw;
    }

    private (CallKey Call, CallCommand Command) Begin(string context)
    {
        var request = new Repeatability(Dice.Next(), 1);
        CallCommand command = Dice.Below(10) switch
        {
            < 6 => new CreateCall(SomePeople(), Callback + context)
            {
                OperationContext = context,
                SourceCallerIdNumber = Dice.Chance(0.95) ? CallerId : null,
            },
            < 9 => new PlaceIncomingCall(Somebody(null), Somebody(null)),
            _ => new StartCall(SomePeople(), Dice.Chance(0.3) ? new GroupLocator(GroupLocatorKind.Room, context) : null),
        };
        // The id of a create names its call. One that is used again after its time meets a call that no longer knows it.
        var key = _world.Hosts.Count > 0 && Dice.Chance(0.02) ? Dice.Pick(_world.Hosts).Key : _world.CallIds.KeyOf(request.RequestId);
        return (key, command with { Repeat = request });
    }

    private CallCommand Repeatable(CallCommand command, CallHost host)
    {
        if (command is HangUp || CallHost.IsRead(command) || Dice.Chance(0.1))
            return command;

        // Now and then a client uses an id for two different requests.
        if (Dice.Chance(0.01) && host.Seen is { Repeats: [.., var used] })
            return command with { Repeat = used.Request with { Hash = used.Request.Hash + 1 } };

        return command with { Repeat = new(Dice.Chance(0.1) ? LapsedId(command, host) : Dice.Next(), Dice.Roll()) };
    }

    // An id that was used long ago may be used again: nobody remembers it.
    private Guid LapsedId(CallCommand command, CallHost host)
    {
        var operations = _world.Clients.Operations;
        for (var i = 0; i < 20 && operations.Count > 0; i++)
        {
            var old = Dice.Pick(operations);
            if (old.Host == host && old.Command.GetType() == command.GetType() && old.Command.Repeat is { } request
                && old.AskedAt + _world.Rules.RepeatWindow * 2 < _world.Now)
                return request.RequestId;
        }

        return Dice.Next();
    }

    private MoveParticipants Move(CallHost host, ushort leg, string context)
    {
        var source = Dice.Pick(_world.Hosts);
        for (var i = 0; i < 4 && (source.Seen is not { Phase: CallPhase.Connected } || source == host); i++)
            source = Dice.Pick(_world.Hosts);

        var people = ImmutableArray.CreateBuilder<CommunicationIdentifier>();
        people.Add(Somebody(source));
        while (Dice.Chance(0.3))
        {
            var other = Somebody(Dice.Chance(0.5) ? source : null);
            if (!people.Contains(other))
                people.Add(other);
        }

        return new(leg, source.Key, "from", people.ToImmutable())
        {
            OperationContext = context,
            OperationCallbackUri = Override(),
            SourceRefusal = source.Seen is null ? Refusals.NotFound : null,
        };
    }

    private AddParticipant Add(CallHost host, ushort leg, string context) => new(leg, Somebody(null))
    {
        OperationContext = context,
        OperationCallbackUri = Override(),
        SourceCallerIdNumber = CallerId,
        InvitationTimeout = Dice.Chance(0.3) ? TimeSpan.FromSeconds(1 + Dice.Below(20)) : null,
    };

    private CancelAddParticipant Cancel(CallHost host, ushort leg, string context)
    {
        var invitations = host.Seen?.Invitations ?? [];
        var id = invitations.IsEmpty || Dice.Chance(0.1) ? "unknown" : Dice.Pick(invitations).Participation.ToString("D");
        return new(leg, id) { OperationContext = context, OperationCallbackUri = Override() };
    }

    private RemoveParticipant Remove(CallHost host, ushort leg, string context) => new(leg, SomebodyOrApp(host))
    {
        OperationContext = context,
        OperationCallbackUri = Override(),
    };

    private TransferToParticipant Transfer(CallHost host, ushort leg, string context) => new(leg, Somebody(null))
    {
        OperationContext = context,
        OperationCallbackUri = Override(),
        Transferee = Dice.Chance(0.7) ? Somebody(host) : null,
    };

    private string? Override() => Dice.Chance(0.2) ? Dice.Pick(Overrides) : null;

    private ushort SomeLeg(CallHost host)
    {
        var legs = host.Seen?.Legs ?? [];
        if (legs.IsEmpty || Dice.Chance(0.02))
            return (ushort)(1 + Dice.Below(3));

        var leg = Dice.Pick(legs);
        return leg.IsUp || Dice.Chance(0.2) ? leg.Number : Dice.Pick(legs).Number;
    }

    // Most often somebody who is in the call, or was just a moment ago.
    private CommunicationIdentifier Somebody(CallHost? host)
    {
        if (host?.Seen is { } state && Dice.Chance(0.85))
        {
            if (!state.Holds.IsEmpty && Dice.Chance(0.3))
                return state.Holds[0].Entries[0].Identifier;

            if (!state.Roster.IsEmpty)
                return Dice.Pick(state.Roster).Identifier;
        }

        return Dice.Pick(_world.People);
    }

    private CommunicationIdentifier SomebodyOrApp(CallHost host) =>
        host.Seen is { Legs: [_, ..] legs } && Dice.Chance(0.1) ? Dice.Pick(legs).Identity : Somebody(host);

    private ImmutableArray<CommunicationIdentifier> SomePeople()
    {
        var people = ImmutableArray.CreateBuilder<CommunicationIdentifier>();
        people.Add(Somebody(null));
        while (Dice.Chance(0.4))
            people.Add(Somebody(null));

        return Dice.Chance(0.05) ? people.ToImmutable() : [.. people.Distinct()];
    }
}
