using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;
using CallGrains.Simulation.Actors;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Checks;

/// <summary>
/// Sees every state that is stored, at the moment it is, and everything that leaves a pump; and compares only what changed, so
/// that checking after every step costs little.
/// </summary>
internal sealed class Observer
{
    private readonly World _world;
    private readonly PeopleBook _people = new();
    private readonly MoveBook _moves;
    private readonly EventBook _events = new();
    private readonly OperationBook _operations;
    private readonly RosterBook _rosters;
    private readonly EndingBook _endings = new();
    private readonly List<PendingEvent> _added = [];

    public Observer(World world)
    {
        _world = world;
        _moves = new(world, _people);
        _operations = new(world, _people, _events);
        _rosters = new(_people);
    }

    /// <summary>A state of a call became visible: it was stored, or something in it was acknowledged.</summary>
    public void LookAt(CallHost host, CallState? after)
    {
        var before = host.Seen;
        host.Seen = after;
        if (after is null)
        {
            if (before is not null)
                Forgotten(host, before);
            return;
        }

        if (after.Occupancy > _world.Rules.MaxParticipants)
            throw new BrokenPromiseException(Promise.Bounds, $"{World.Name(host)} has {after.Occupancy} participants.");

        _moves.CompareTarget(host, before, after, _operations.Of);
        _moves.CompareSource(host, before, after);
        _people.Compare(host, before, after);
        _rosters.Compare(host, before, after);
        _added.Clear();
        _events.Append(host, after, _added);
        _operations.Compare(host, before, after, _added);
        _endings.Compare(host, before, after, _added);
    }

    /// <summary>Something leaves a pump.</summary>
    public void Effect(CallHost host, CallEffect effect)
    {
        switch (effect)
        {
            case Answer answer:
                _rosters.Read(host, ((Attempt)answer.Ticket).Operation.Command, answer.Reply);
                // After a failed write nobody knows whether it was stored.
                if (answer.Reply is not Refusal { Code: "9001" })
                    _endings.Answered(host, (Attempt)answer.Ticket);

                _operations.Answered(host, (Attempt)answer.Ticket, answer.Reply);
                break;
            case Send send:
                _moves.Sent(host, send.Message);
                break;
            case Deliver deliver:
                _events.HandedOut(host, deliver.Event);
                _rosters.Told(host, deliver.Event);
                break;
        }
    }

    public void Given(CallHost host, CallInput input) => _endings.Given(host, input);

    public void Settled(EventSettled settled) => _events.Settled(settled.Event);

    public void ByeHeard(EndpointStay stay) => _people.ByeHeard(stay);

    /// <summary>Faults have stopped and time has run on: nothing is left over.</summary>
    public void CheckRest()
    {
        foreach (var host in _world.Hosts)
        {
            _events.CheckForgotten(host);
            if (host.Seen is { } state)
                CheckSettled(host, state);
        }

        _people.CheckRest();
        _operations.CheckRest();
        foreach (var stay in _world.Endpoints.Stays)
            CheckEndpoint(stay);
    }

    private void Forgotten(CallHost host, CallState before)
    {
        _people.Forget(host, before);
        _moves.Forget(host, before);
        _events.Forget(host);
        _rosters.Forget(host);
        host.WasForgotten = true;
        _world.Coverage.Count("call forgotten");
    }

    private static void CheckSettled(CallHost host, CallState state)
    {
        var left = state.Phase != CallPhase.Connected ? state.Phase.ToString()
            : !state.Holds.IsEmpty ? "a hold"
            : !state.Moves.IsEmpty ? "a move"
            : !state.Invitations.IsEmpty ? "an invitation"
            : !state.Farewells.IsEmpty ? "a farewell"
            : !state.Outbox.IsEmpty ? $"{state.Outbox[0].Kind}"
            : state.Roster.Any(static person => !person.IsAnnounced) ? "an announcement"
            : null;
        if (left is not null)
            throw new BrokenPromiseException(Promise.Rest, $"{left} is left over in {World.Name(host)}.");
    }

    private void CheckEndpoint(EndpointStay stay)
    {
        var person = _people.Find(stay.Participation);
        var fits = stay.Status switch
        {
            StayStatus.Over => person is null or { HasDeparted: true },
            StayStatus.Idle => true,
            StayStatus.Attached => person is { HasDeparted: false } && person.Place.Key == stay.Call && person.Hop == stay.Hop,
            _ => false,
        };
        if (!fits)
            throw new BrokenPromiseException(Promise.Rest, $"The endpoint of {stay.Who} ({stay.Participation}) is still {stay.Status} at hop {stay.Hop}.");
    }
}
