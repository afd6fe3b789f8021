using CallGrains.Calls.Commands;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Actors;

/// <summary>Several clients that do anything to any call, lose answers, ask again, and answer calls that ring for them.</summary>
internal sealed class Clients(World world)
{
    private const int MaxAskings = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly OperationDraw _draw = new(world);
    private readonly List<Operation> _operations = [];

    public IReadOnlyList<Operation> Operations => _operations;

    public void Begin()
    {
        var clients = 1 + world.Dice.Below(4);
        for (var i = 0; i < clients; i++)
            world.After(TimeSpan.FromMilliseconds(i), new(HappeningKind.ClientActs, this));
    }

    /// <summary>A client has its next idea, and later another one.</summary>
    public void Act()
    {
        if (!world.IsChaotic)
            return;

        if (_draw.Next(_operations.Count) is { } next)
            Want(next.Call, next.Command);

        var pause = world.Dice.Chance(0.01)
            ? TimeSpan.FromSeconds(20 + world.Dice.Below(100))
            : world.Dice.Around(TimeSpan.FromMilliseconds(150));
        world.After(pause, new(HappeningKind.ClientActs, this));
    }

    /// <summary>A call rings for an app.</summary>
    public void Announce(EndpointStay stay, Invite invite)
    {
        if (_draw.ForRinging(stay.Who, invite, _operations.Count) is not { } command)
            return;

        var operation = Add(invite.Call, command);
        world.After(world.Dice.Around(TimeSpan.FromMilliseconds(200)), new(HappeningKind.Ask, operation, Mark: 1));
    }

    /// <summary>Asks, for the first time or again.</summary>
    public void Ask(Operation operation, int asking)
    {
        if (operation.IsOver || asking != operation.Asked + 1)
            return;

        if (asking > MaxAskings || (asking > 1 && !CanAskAgain(operation)))
        {
            operation.IsOver = true;
            return;
        }

        if (asking > 1)
            world.Coverage.Count("request repeated");

        operation.Asked = asking;
        if (asking == 1)
            operation.AskedAt = world.Now;

        var attempt = new Attempt(operation);
        operation.Attempts.Add(attempt);
        var input = new CommandInput(operation.Command, attempt);
        world.Transmit(new(HappeningKind.Input, operation.Host, input), canComeAgain: false);
        if (operation.Command.Repeat is not null && world.Dice.Chance(world.Faults.Duplicate))
            world.Transmit(new(HappeningKind.Input, operation.Host, input), canComeAgain: false);

        world.After(Patience + world.Dice.Around(Patience), new(HappeningKind.Ask, operation, Mark: asking + 1));
    }

    /// <summary>The engine answered; whether the client hears it is another matter.</summary>
    public void Answered(Attempt attempt, CallReply reply)
    {
        var operation = attempt.Operation;
        world.Coverage.Reply(operation, reply);
        if (world.Dice.Chance(world.Faults.Drop))
        {
            world.Coverage.Count("reply dropped");
            return;
        }

        // A client now and then asks again although it was answered: its own answer came too late for it.
        operation.IsOver = reply is not Refusal { Status: 429 or 503 } && !world.Dice.Chance(0.05);
    }

    /// <summary>The clients are done and end the calls that are still going on.</summary>
    public void EndEverything()
    {
        foreach (var host in world.Hosts.ToList())
        {
            if (host.Seen is { IsAlive: true } state && state.Legs.FirstOrDefault(static leg => leg.IsUp) is { } leg)
                Want(host.Key, new Terminate(leg.Number) { Repeat = Repeat() });
        }
    }

    private Repeatability Repeat() => new(world.Dice.Next(), 1);

    private void Want(CallKey call, CallCommand command)
    {
        var operation = Add(call, command);
        Ask(operation, 1);
    }

    private Operation Add(CallKey call, CallCommand command)
    {
        var operation = new Operation(_operations.Count, world.HostOf(call), command);
        _operations.Add(operation);
        world.Coverage.Count($"asked {command.GetType().Name}");
        return operation;
    }

    // The gateway refuses what was first sent too long ago, long before the call forgets the id.
    private bool CanAskAgain(Operation operation) =>
        operation.AskedAt + world.Rules.RepeatWindow / 2 > world.Now
        && (operation.Command.Repeat is not null || operation.Command is HangUp || CallHost.IsRead(operation.Command));
}
