using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Embedded.Engine;
using CallGrains.Embedded.Hosting;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;
using CallGrains.Scenarios.Rig;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Embedded.Tests.Rig;

/// <summary>A node on a real SQLite store in a folder of its own, that can be stopped and started again.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly DataFolder _folder = new();
    private readonly EngineOptions _engineOptions;
    private RecordingDelivery? _delivery;

    private TestNode(EngineOptions engineOptions) => _engineOptions = engineOptions;

    public CallbackRecorder Callbacks { get; } = new();

    public AnnouncementRecorder Announcements { get; } = new();

    public EmbeddedHost Host { get; private set; } = null!;

    public FaultyCallStore Store { get; private set; } = null!;

    public EmbeddedEngine Engine => Host.Calls;

    public ISimulator Simulator => Host.Simulator;

    public EmbeddedOptions Options => new()
    {
        DataPath = _folder.Path,
        Clock = ClockKind.Virtual,
        Engine = _engineOptions,
    };

    /// <summary>Whether callbacks are held back, neither received nor settled, from the next one on.</summary>
    public bool HoldsCallbacks
    {
        get => _delivery!.IsHeld;
        set => _delivery!.IsHeld = value;
    }

    /// <summary>The callbacks that are held back, in order.</summary>
    public IReadOnlyCollection<CallbackEvent> HeldCallbacks => _delivery!.Held;

    public static async Task<TestNode> StartAsync(EngineOptions? engineOptions = null)
    {
        var node = new TestNode(engineOptions ?? new());
        await node.StartAgainAsync();
        return node;
    }

    public async Task RestartAsync()
    {
        await Host.DisposeAsync();
        await StartAgainAsync();
    }

    public Task AdvanceAsync(double seconds) => Host.Clock!.AdvanceAsync(TimeSpan.FromSeconds(seconds)).WaitAsync(TimeSpan.FromSeconds(60));

    public async Task<ConnectionAddress> CreateAsync(params CommunicationIdentifier[] targets)
    {
        var reply = await Engine.ExecuteAsync(Engine.Ids.KeyOfRandom(Guid.NewGuid()), new CreateCall([.. targets], "https://app.example/callbacks"));
        return Address(reply);
    }

    public async Task<ConnectionAddress> ConnectedAsync(params CommunicationIdentifier[] targets)
    {
        var leg = await CreateAsync(targets);
        _ = await Callbacks.ExpectAsync(leg, CallEventKind.CallConnected);
        await AdvanceAsync(0);
        return leg;
    }

    /// <summary>Starts a call of people in a group or room.</summary>
    public async Task<CallKey> StartGroupAsync(GroupLocator locator, params CommunicationIdentifier[] people)
    {
        var call = Engine.Ids.KeyOfRandom(Guid.NewGuid());
        (await Engine.ClaimGroupCallAsync(locator, call)).ShouldBe(call);
        (await Engine.ExecuteAsync(call, new StartCall([.. people], locator))).ShouldBeOfType<PlacedReply>();
        return call;
    }

    public ConnectionAddress Address(CallReply reply)
    {
        Engine.Ids.TryReadConnection(reply.ShouldBeOfType<ConnectionReply>().ConnectionId.ToString("D"), out var address).ShouldBeTrue();
        return address;
    }

    public async Task<CallReply> DoAsync(ConnectionAddress leg, CallCommand command) =>
        await Engine.ExecuteAsync(leg.Call, command).AsTask().Within($"the answer to {command.GetType().Name}");

    public async Task BehaveAsync(CommunicationIdentifier who, BehaviorKind kind) =>
        (await Simulator.PutBehaviorAsync(who, new() { Kind = kind })).ShouldBe(ActResult.Done);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartAgainAsync() => Host = await EmbeddedHost.StartAsync(
        Options,
        new CallRules(),
        TimeProvider.System,
        NullLoggerFactory.Instance,
        new()
        {
            Calls = store => Store = new(store),
            Callbacks = settlement => _delivery = new(Callbacks, settlement),
            Announcer = Announcements,
        });
}
