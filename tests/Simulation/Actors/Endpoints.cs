using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Simulation.Checks;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Actors;

/// <summary>Where one participation, or one ringing of it, stands at one endpoint.</summary>
internal enum StayStatus : byte
{
    Idle,
    Ringing,
    Answered,
    Attached,
    Leaving,
    Over,
}

/// <summary>One participation at one endpoint. It remembers for ever: old notices come again at any time.</summary>
internal sealed class EndpointStay(Guid participation, CommunicationIdentifier who)
{
    public Guid Participation => participation;

    public CommunicationIdentifier Who => who;

    public StayStatus Status { get; set; }

    public CallKey Call { get; set; }

    public int Hop { get; set; } = -1;

    public uint Ring { get; set; }

    public uint RingOver { get; set; }

    public ResultInformation? Refusal { get; set; }

    public bool AnswersAnyway { get; set; }

    /// <summary>Counts what the endpoint plans, so that an overtaken plan is recognized.</summary>
    public int Plan { get; set; }
}

/// <summary>A signal and the call it goes to.</summary>
internal readonly record struct AddressedSignal(CallKey Call, EndpointSignal Signal);

/// <summary>
/// The far side: every endpoint follows the rules of docs/protocol.md. It obeys the highest hop it was told, repeats what it says
/// until that is confirmed, and takes a Bye as final.
/// </summary>
internal sealed class Endpoints(World world)
{
    private static readonly TimeSpan Repeat = TimeSpan.FromSeconds(1);
    private static readonly ResultInformation[] Refusals =
        [Results.Declined, Results.Busy, Results.Forbidden, new(480, 10037, "The endpoint cannot be reached.")];

    private readonly Dictionary<(Guid, CommunicationIdentifier), EndpointStay> _stays = [];

    // What is said and judged while a notice is taken within a write; null otherwise.
    private List<AddressedSignal>? _said;
    private Action<Action>? _later;

    public IEnumerable<EndpointStay> Stays => _stays.Values;

    /// <summary>Takes a notice within the write of the call that gives it.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="later">Takes what is to be judged once the write is stored.</param>
    /// <returns>What the endpoint says.</returns>
    public IReadOnlyList<AddressedSignal> Take(EndpointNotice notice, Action<Action> later)
    {
        var said = new List<AddressedSignal>();
        (_said, _later) = (said, later);
        Receive(notice);
        (_said, _later) = (null, null);
        return said;
    }

    public void Receive(EndpointNotice notice)
    {
        world.History?.Add(world, $"endpoint of {notice.Endpoint} <- {History.Describe(notice)}");
        var stay = Find(notice);
        switch (notice)
        {
            case Invite invite:
                Invited(stay, invite);
                break;
            case Attached attached:
                AttachedTo(stay, attached);
                break;
            case Bye bye:
                SaidBye(stay, bye);
                break;
        }
    }

    public void Act(EndpointStay stay, int plan)
    {
        if (plan != stay.Plan)
            return;

        switch (stay.Status)
        {
            case StayStatus.Ringing when stay.Refusal is { } reason:
                Signal(stay, new Declined(stay.Participation, stay.Ring, reason));
                PlanAct(stay, Repeat);
                break;
            case StayStatus.Ringing when stay.AnswersAnyway:
                stay.Status = StayStatus.Answered;
                Signal(stay, new Answered(stay.Participation, stay.Ring));
                PlanAct(stay, Repeat);
                break;
            case StayStatus.Answered:
                if (world.IsChaotic && world.Dice.Chance(0.1))
                    stay.Status = StayStatus.Leaving;

                Signal(stay, new Answered(stay.Participation, stay.Ring));
                PlanAct(stay, Repeat);
                break;
            case StayStatus.Attached:
                world.Coverage.Count("person hangs up");
                stay.Status = StayStatus.Leaving;
                goto case StayStatus.Leaving;
            case StayStatus.Leaving:
                Signal(stay, new Left(stay.Participation));
                PlanAct(stay, Repeat);
                break;
        }
    }

    private void Invited(EndpointStay stay, Invite invite)
    {
        if (stay.Status == StayStatus.Over || invite.Ring <= stay.RingOver || invite.Ring < stay.Ring)
            return;

        if (invite.Ring == stay.Ring)
        {
            Signal(stay, new InviteReceived(stay.Participation, stay.Ring));
            return;
        }

        stay.Ring = invite.Ring;
        stay.Call = invite.Call;
        stay.Status = StayStatus.Ringing;
        stay.Refusal = null;
        stay.AnswersAnyway = false;
        if (!world.Dice.Chance(0.2))
            Signal(stay, new InviteReceived(stay.Participation, stay.Ring));

        Behave(stay, invite);
    }

    private void Behave(EndpointStay stay, Invite invite)
    {
        switch (world.Dice.Below(20))
        {
            case < 11:
                world.Coverage.Count("endpoint answers");
                stay.AnswersAnyway = true;
                if (world.Dice.Chance(0.3))
                {
                    stay.Status = StayStatus.Answered;
                    Signal(stay, new Answered(stay.Participation, stay.Ring));
                }

                PlanAct(stay, world.Dice.Around(TimeSpan.FromMilliseconds(world.Dice.Chance(0.5) ? 50 : 3000)));
                break;
            case < 14:
                stay.Refusal = world.Dice.Pick(Refusals);
                world.Coverage.Count($"endpoint refuses {stay.Refusal.Code}");
                PlanAct(stay, world.Dice.Around(TimeSpan.FromMilliseconds(500)));
                break;
            case < 15:
                world.Coverage.Count("endpoint does not answer");
                break;
            default:
                world.Coverage.Count("endpoint is an app");
                world.Clients.Announce(stay, invite);
                break;
        }
    }

    private void AttachedTo(EndpointStay stay, Attached attached)
    {
        if (stay.Status == StayStatus.Over || attached.Hop < stay.Hop)
            return;

        if (attached.Hop > stay.Hop)
        {
            if (attached.Hop > 0)
                world.Coverage.Count("endpoint follows a move");

            var isNew = stay.Hop < 0;
            stay.Hop = attached.Hop;
            stay.Call = attached.Call;
            if (stay.Status != StayStatus.Leaving)
            {
                stay.Status = StayStatus.Attached;
                stay.Plan++;
                if (isNew && world.IsChaotic && world.Dice.Chance(0.3))
                    PlanAct(stay, world.Dice.Around(TimeSpan.FromSeconds(4)));
            }
        }

        Signal(stay, new AttachedReceived(stay.Participation, stay.Hop));
    }

    private void SaidBye(EndpointStay stay, Bye bye)
    {
        if (bye.Ring is { } ring)
        {
            stay.RingOver = Math.Max(stay.RingOver, ring);
            if (stay.Status is StayStatus.Ringing or StayStatus.Answered && stay.Ring <= ring)
                stay.Status = StayStatus.Idle;
        }
        else
        {
            if (_later is null)
                world.Observer.ByeHeard(stay);
            else
                _later(() => world.Observer.ByeHeard(stay));
            stay.Status = StayStatus.Over;
        }

        Say(bye.Call, new ByeReceived(stay.Participation, bye.Ring));
    }

    private EndpointStay Find(EndpointNotice notice)
    {
        if (_stays.TryGetValue((notice.Participation, notice.Endpoint), out var stay))
            return stay;

        stay = new(notice.Participation, notice.Endpoint);
        _stays.Add((notice.Participation, notice.Endpoint), stay);
        return stay;
    }

    private void PlanAct(EndpointStay stay, TimeSpan delay) =>
        world.After(delay, new(HappeningKind.EndpointActs, stay, Mark: ++stay.Plan));

    private void Signal(EndpointStay stay, EndpointSignal signal) => Say(stay.Call, signal);

    private void Say(CallKey call, EndpointSignal signal)
    {
        if (_said is { } said)
            said.Add(new(call, signal));
        else
            world.Transmit(new(HappeningKind.Input, world.HostOf(call), new SignalInput(signal)));
    }
}
