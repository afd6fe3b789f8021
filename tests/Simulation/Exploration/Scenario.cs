using CallGrains.Calls.Commands;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Calls.State;

namespace CallGrains.Simulation.Exploration;

/// <summary>Something from outside that may happen at any moment: once, or any number of times.</summary>
/// <param name="Name">What it is called in traces; random ids are drawn from it.</param>
/// <param name="Call">The call it happens to.</param>
/// <param name="Inputs">The inputs, each made from the state then; null when there is nothing to do.</param>
internal sealed record Step(string Name, int Call, params Func<CallState?, CallInput?>[] Inputs)
{
    public bool IsRepeated { get; init; }

    /// <summary>The move it asks for: who is named, for counting their terminal events.</summary>
    public string? Context { get; init; }
}

/// <summary>A few calls, what may happen to them from outside, and what must come of it whatever the network and crashes do.</summary>
internal sealed class Scenario
{
    public const string Callback = "https://app.example/";

    private readonly List<CallState> _calls = [];
    private readonly List<Step> _steps = [];

    public CallIds CallIds { get; } = new(new byte[32], "res");

    public CallRules Rules { get; init; } = new();

    public IReadOnlyList<CallState> Calls => _calls;

    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>Whether the target of an undecided move may lose patience at any moment.</summary>
    public bool MovesTimeOut { get; init; } = true;

    /// <summary>Whether every move must succeed in the end: nothing but losses and crashes stands against it.</summary>
    public bool MovesMustSucceed { get; init; }

    /// <summary>Who may not be sent away: no operation asks for it.</summary>
    public string Staying { get; init; } = "";

    public static CommunicationIdentifier Who(char name) => CommunicationIdentifier.Parse($"8:acs:res_{name}");

    /// <summary>A connected call with one app and these people; a capital letter is another membership of the same raw id.</summary>
    public int Call(string people, int legs = 1)
    {
        var number = _calls.Count;
        var key = new CallKey((UInt128)(number + 1));
        _calls.Add(new(key)
        {
            Phase = CallPhase.Connected,
            IsGroup = true,
            LastLeg = (ushort)legs,
            Legs = [.. Enumerable.Range(1, legs).Select(leg => new Leg((ushort)leg, LegKind.Create, CallIds.AppIdentity, Callback))],
            Roster = [.. people.Select(name => new Participant(new(number + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, (byte)name]), 0, Who(char.ToLowerInvariant(name))) { IsAnnounced = true })],
        });
        return number;
    }

    public Scenario Move(string name, int target, int source, string people, ushort leg = 1, string? id = null)
    {
        var command = new MoveParticipants(leg, _calls[source].Key, "from", [.. people.Select(Who)]) { OperationContext = name };
        _steps.Add(new(id ?? name, target, _ => new CommandInput(command, name)) { Context = name });
        return this;
    }

    public Scenario Terminate(int call) => Add(new($"terminate {call}", call, static _ => new CommandInput(new Terminate(1), "terminate")));

    public Scenario HangUp(int call, ushort leg = 1) =>
        Add(new($"hang up leg {leg} of {call}", call, _ => new CommandInput(new HangUp(leg), "hang up")));

    public Scenario Remove(int call, char who) =>
        Add(new($"remove {who} from {call}", call, _ => new CommandInput(new RemoveParticipant(1, Who(who)), "remove")));

    /// <summary>Somebody of this raw id is added to the call and answers.</summary>
    public Scenario Join(int call, char who) => Add(new($"{who} joins {call}", call,
        _ => new CommandInput(new AddParticipant(1, Who(who)), "add"),
        static state => state?.Invitations is [.., var ringing] ? new SignalInput(new Answered(ringing.Participation, ringing.Ring)) : null));

    /// <summary>A transfer of this person begins; the target answers later, if at all.</summary>
    public Scenario Transfer(int call, char who, char target)
    {
        Add(new($"transfer {who} of {call}", call,
            _ => new CommandInput(new TransferToParticipant(1, Who(target)) { Transferee = Who(who) }, "transfer")));
        return Add(new($"{target} answers the transfer", call,
            static state => state?.Invitations is [.., var ringing] ? new SignalInput(new Answered(ringing.Participation, ringing.Ring)) : null)
        {
            IsRepeated = true,
        });
    }

    /// <summary>A person hangs up, and says so to every call until somebody says Bye.</summary>
    public Scenario Leaves(int call, char who)
    {
        var participation = _calls[call].Roster.Single(person => person.Identifier.Equals(Who(who))).Participation;
        for (var each = 0; each < _calls.Count; each++)
            Add(new($"{who} hangs up, to {each}", each, _ => new SignalInput(new Left(participation))) { IsRepeated = true });

        return this;
    }

    private Scenario Add(Step step)
    {
        _steps.Add(step);
        return this;
    }
}
