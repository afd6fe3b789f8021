using System.Collections.Immutable;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;

namespace CallGrains.Scenarios.Rig;

/// <summary>What every host of calls must do. A test project derives from each set of scenarios and brings its host.</summary>
public abstract class CallScenarios : IAsyncLifetime
{
    protected const string Callback = "https://app.example/callbacks";

    private IScenarioHost? _host;

    protected ICallEngine Engine => _host!.Engine;

    protected ISimulator Simulator => _host!.Simulator;

    protected CallbackRecorder Callbacks { get; } = new();

    protected AnnouncementRecorder Announcements { get; } = new();

    public async Task InitializeAsync() => _host = await StartAsync(Callbacks, Announcements);

    public async Task DisposeAsync()
    {
        await _host!.DisposeAsync();
        Callbacks.CheckStreams();
    }

    /// <summary>Starts the host.</summary>
    /// <param name="callbacks">Takes its callbacks; each counts as delivered once it was recorded.</param>
    /// <param name="announcements">Takes its announcements of incoming calls.</param>
    protected abstract Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements);

    protected static CommunicationIdentifier Person(string name) => CommunicationIdentifier.Parse($"8:acs:scenario_{name}");

    protected static CommunicationIdentifier App(string name) => CommunicationIdentifier.Parse($"28:orgid:{name}");

    protected Task AdvanceAsync(double seconds) => _host!.Clock.AdvanceAsync(TimeSpan.FromSeconds(seconds));

    /// <summary>Lets everything come to rest that needs no time.</summary>
    protected Task SettleAsync() => AdvanceAsync(0);

    protected async Task BehaveAsync(CommunicationIdentifier who, BehaviorKind kind, int afterMs = 0, int? hangUpAfterMs = null)
    {
        var behavior = new EndpointBehavior { Kind = kind, AfterMs = afterMs, HangUpAfterMs = hangUpAfterMs };
        (await Simulator.PutBehaviorAsync(who, behavior)).ShouldBe(ActResult.Done);
    }

    protected CallKey NewKey() => Engine.Ids.KeyOfRandom(Guid.NewGuid());

    /// <summary>Gives a command that must be accepted.</summary>
    protected async Task<T> DoAsync<T>(CallKey call, CallCommand command)
        where T : CallReply
    {
        var reply = await Engine.ExecuteAsync(call, command);
        return reply as T ?? throw new InvalidOperationException($"{command.GetType().Name} was answered {reply}.");
    }

    protected async Task<AcceptedReply> DoAsync(ConnectionAddress leg, CallCommand command) => await DoAsync<AcceptedReply>(leg.Call, command);

    /// <summary>Gives a command that must be refused.</summary>
    protected async Task RefusedAsync(CallKey call, CallCommand command, int status, string code)
    {
        var refusal = (await Engine.ExecuteAsync(call, command)).ShouldBeOfType<Refusal>();
        (refusal.Status, refusal.Code).ShouldBe((status, code));
    }

    protected ConnectionAddress Address(ConnectionReply reply)
    {
        Engine.Ids.TryReadConnection(reply.ConnectionId.ToString("D"), out var address).ShouldBeTrue();
        return address;
    }

    /// <summary>Creates a call; nobody need have answered yet.</summary>
    protected async Task<ConnectionAddress> CreateAsync(params CommunicationIdentifier[] targets) =>
        Address(await DoAsync<ConnectionReply>(NewKey(), new CreateCall([.. targets], Callback) { OperationContext = "create" }));

    /// <summary>Creates a call and waits until all targets, who answer, are in it.</summary>
    protected async Task<ConnectionAddress> ConnectedAsync(params CommunicationIdentifier[] targets)
    {
        var leg = await CreateAsync(targets);
        await Callbacks.ExpectAsync(leg, CallEventKind.CallConnected);
        await SettleAsync();
        (await RosterAsync(leg)).Length.ShouldBe(targets.Length + 1);
        return leg;
    }

    protected async Task<ConnectionState> StateAsync(ConnectionAddress leg) =>
        (await DoAsync<ConnectionReply>(leg.Call, new GetCall(leg.Leg))).State;

    protected async Task<ImmutableArray<CommunicationIdentifier>> RosterAsync(ConnectionAddress leg)
    {
        var reply = await DoAsync<RosterReply>(leg.Call, new GetParticipants(leg.Leg));
        return [.. reply.Participants.Select(view => view.Identifier)];
    }

    protected async Task<ParticipantView> ViewAsync(ConnectionAddress leg, CommunicationIdentifier who) =>
        (await DoAsync<ParticipantReply>(leg.Call, new GetParticipant(leg.Leg, who))).Participant;

    /// <summary>Whether the roster is the app and these people, in any order.</summary>
    protected async Task RosterIsAsync(ConnectionAddress leg, params CommunicationIdentifier[] people) =>
        (await RosterAsync(leg)).Where(who => !who.Equals(Engine.Ids.AppIdentity)).ShouldBe(people, ignoreOrder: true);

    /// <summary>A call that is over is not found, once nothing is owed any more.</summary>
    protected async Task IsOverAsync(ConnectionAddress leg)
    {
        await SettleAsync();
        await RefusedAsync(leg.Call, new GetCall(leg.Leg), 404, "8522");
    }
}
