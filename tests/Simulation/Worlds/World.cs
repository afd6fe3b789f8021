using System.Globalization;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Turns;
using CallGrains.Simulation.Actors;
using CallGrains.Simulation.Checks;
using CallGrains.Simulation.Defects;

namespace CallGrains.Simulation.Worlds;

/// <summary>
/// A single-threaded world of calls, endpoints, clients and webhooks under one seed: what happens, when, in which order, and what
/// goes wrong. It drives the pump the engine runs; after every step the promises are checked.
/// </summary>
internal sealed class World
{
    private static readonly DateTimeOffset Start = new(2026, 3, 12, 8, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Secret = new byte[32];
    private const int MaxSteps = 200_000;

    private readonly Agenda _agenda = new();
    private readonly Dictionary<CallKey, CallHost> _byKey = [];
    private readonly List<Sent> _sent = [];
    private long _now = Start.UtcTicks;
    private int _chaos;

    public World(int seed, Func<World, Defect>? plant = null, History? history = null)
    {
        Seed = seed;
        Defect = plant?.Invoke(this);
        History = history;
        Dice = new((ulong)seed);
        Faults = Faults.Draw(Dice);
        Rules = Surroundings.DrawRules(Dice);
        Deciding = Defect is null ? CallDecider.Decide : Defect.Decide;
        MaxCalls = 2 + Dice.Below(11);
        _chaos = 600 + Dice.Below(1400);
        People = Surroundings.DrawPeople(Dice);
        Observer = new(this);
        Endpoints = new(this);
        Webhooks = new(this);
        Clients = new(this);
    }

    public int Seed { get; }

    public Dice Dice { get; }

    public Faults Faults { get; private set; }

    public CallRules Rules { get; }

    public CallIds CallIds { get; } = new(Secret, "res");

    public Deciding Deciding { get; }

    public Defect? Defect { get; }

    public History? History { get; }

    public Coverage Coverage { get; } = new();

    public Observer Observer { get; }

    public Endpoints Endpoints { get; }

    public Webhooks Webhooks { get; }

    public Clients Clients { get; }

    public IReadOnlyList<CommunicationIdentifier> People { get; }

    public List<CallHost> Hosts { get; } = [];

    public int MaxCalls { get; }

    public DateTimeOffset Now => new(_now, TimeSpan.Zero);

    /// <summary>Everything that happened so far.</summary>
    public int Steps { get; private set; }

    /// <summary>What of that was given to a pump.</summary>
    public int Inputs { get; private set; }

    /// <summary>Whether faults still happen and clients still think of new things.</summary>
    public bool IsChaotic => _chaos > 0;

    /// <summary>Runs the world to its rest.</summary>
    /// <exception cref="BrokenPromiseException">A promise was broken.</exception>
    public void Run()
    {
        Clients.Begin();
        while (_agenda.TryTake(out var happening, out var at))
        {
            _now = Math.Max(_now, at);
            Steps++;
            Happen(happening);
            if (_chaos > 0)
                Trouble();

            if (Steps > MaxSteps)
                throw new BrokenPromiseException(Promise.Rest, "The world does not come to rest.");
        }

        Observer.CheckRest();
    }

    public CallHost HostOf(CallKey key)
    {
        if (_byKey.TryGetValue(key, out var host))
            return host;

        host = new(this, key, Hosts.Count);
        Hosts.Add(host);
        _byKey.Add(key, host);
        return host;
    }

    public void At(long at, Happening happening) => _agenda.Add(at, happening);

    public void After(TimeSpan delay, Happening happening) => _agenda.Add(_now + delay.Ticks, happening);

    /// <summary>Sends something over the network: it may be lost, doubled and overtaken, and it may come again at any later time.</summary>
    public void Transmit(Happening message, bool canComeAgain = true, double drop = 0)
    {
        if (canComeAgain)
            _sent.Add(new(message));

        if (Dice.Chance(Faults.Drop) || Dice.Chance(drop))
        {
            Coverage.Count("message dropped");
            return;
        }

        After(Dice.Around(Faults.Delay), message);
        if (canComeAgain && Dice.Chance(Faults.Duplicate))
        {
            Coverage.Count("message duplicated");
            After(Dice.Around(Faults.Delay), message);
        }
    }

    /// <summary>Carries out what a pump asks for.</summary>
    public void Carry(CallHost host, CallEffect effect)
    {
        History?.Add(this, $"  {Name(host)} -> {History.Describe(effect)}");
        Observer.Effect(host, effect);
        switch (effect)
        {
            case Answer answer:
                Clients.Answered((Attempt)answer.Ticket, answer.Reply);
                break;
            case Send send:
                Transmit(new(HappeningKind.Input, HostOf(send.To), new MessageInput(send.Message)), drop: Faults.DropBetweenCalls);
                break;
            case Notify notify:
                Transmit(new(HappeningKind.Notice, Endpoints, notify.Notice));
                break;
            case Deliver deliver:
                Webhooks.Deliver(host, deliver.Event);
                break;
            case Overflow overflow:
                Coverage.Count("event overflow");
                Webhooks.Bury(host, overflow.Event);
                break;
        }
    }

    public static string Name(CallHost host) => string.Create(CultureInfo.InvariantCulture, $"call {host.Number}");

    private void Happen(Happening happening)
    {
        switch (happening.Kind)
        {
            case HappeningKind.Input:
                Give((CallHost)happening.Subject, (CallInput)happening.Payload!);
                break;
            case HappeningKind.WriteEnds:
                ((CallHost)happening.Subject).EndWrite(happening.Mark);
                break;
            case HappeningKind.JointWriteEnds:
                ((JointWriting)happening.Subject).End();
                break;
            case HappeningKind.WriteBegins:
                ((CallHost)happening.Subject).BeginPutOffWrite(happening.Mark);
                break;
            case HappeningKind.Due:
                ((CallHost)happening.Subject).ComeDue(_now);
                break;
            case HappeningKind.Notice:
                Endpoints.Receive((Calls.FarSide.EndpointNotice)happening.Payload!);
                break;
            case HappeningKind.EndpointActs:
                Endpoints.Act((EndpointStay)happening.Subject, happening.Mark);
                break;
            case HappeningKind.ClientActs:
                Clients.Act();
                break;
            case HappeningKind.Ask:
                Clients.Ask((Operation)happening.Subject, happening.Mark);
                break;
            case HappeningKind.Callback:
                Webhooks.Try((Callback)happening.Subject, happening.Mark);
                break;
        }
    }

    private void Give(CallHost host, CallInput input)
    {
        Inputs++;
        History?.Add(this, $"{Name(host)} <- {History.Describe(input)}");
        Observer.Given(host, input);
        if (input is EventSettled settled)
            Observer.Settled(settled);

        if (input is CommandInput { Ticket: Attempt attempt })
            attempt.Taken(host.Life, Now);

        if (input is CommandInput { Command: GetParticipants } && host.Seen is { Holds.IsEmpty: false })
            Coverage.Count("read in doubt");

        if (input is MessageInput { Message: { } message })
            Coverage.Message(this, host, message);

        foreach (var given in Defect?.Inputs(host, input) ?? [input])
            host.Take(given);
    }

    // Faults that strike out of nowhere, after any step.
    private void Trouble()
    {
        if (Hosts.Count > 0 && Dice.Chance(Faults.Crash))
        {
            var host = Dice.Pick(Hosts);
            if (host.IsInMemory)
                History?.Add(this, $"{Name(host)} crashes");

            host.Crash();
        }

        if (Hosts.Count > 0 && Dice.Chance(Faults.StaleOwner))
            Dice.Pick(Hosts).BeginStaleOwner();

        if (_sent.Count > 0 && Dice.Chance(Faults.Replay))
        {
            Coverage.Count("old message came again");
            After(TimeSpan.Zero, Dice.Pick(_sent).Message);
        }

        if (--_chaos == 0)
            CalmDown();
    }

    private void CalmDown()
    {
        History?.Add(this, "the faults stop");
        Faults = Faults.None;
        if (Dice.Chance(0.5))
            Clients.EndEverything();
    }

    private readonly record struct Sent(Happening Message);
}
