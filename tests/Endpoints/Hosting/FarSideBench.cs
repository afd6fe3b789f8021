using System.Collections.Concurrent;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Clock;
using CallGrains.Endpoints.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using static CallGrains.Endpoints.Tests.Attachments.Samples;

namespace CallGrains.Endpoints.Tests.Hosting;

/// <summary>A far side over a store in memory; the test hears its signals and announces its calls.</summary>
public abstract class FarSideBench : IAsyncLifetime, ICallSignals, IIncomingCallAnnouncer
{
    private BehaviorDirectory _behaviors;

    protected FarSideBench()
    {
        Clock = new(Start, Activity);
        (_behaviors, FarSide) = Build();
    }

    private protected ActivityGauge Activity { get; } = new();

    private protected FakeStore Store { get; } = new();

    private protected ConcurrentQueue<AddressedSignal> Signals { get; } = new();

    private protected ConcurrentQueue<Invite> Announced { get; } = new();

    private protected VirtualTimeProvider Clock { get; }

    private protected FarSide FarSide { get; private set; }

    /// <summary>What announcing does.</summary>
    private protected Func<CancellationToken, Task> Announcing { get; set; } = _ => Task.CompletedTask;

    /// <summary>How the endpoints begin that are subscribed to.</summary>
    private protected string Prefix { get; set; } = "28:";

    public Task InitializeAsync() => FarSide.StartAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await FarSide.DisposeAsync();
        _behaviors.Dispose();
        Clock.Dispose();
    }

    void ICallSignals.Signal(CallKey call, EndpointSignal signal) => Signals.Enqueue(new(call, signal));

    bool IIncomingCallAnnouncer.HasSubscriber(CommunicationIdentifier endpoint) => endpoint.RawId.StartsWith(Prefix, StringComparison.Ordinal);

    async Task IIncomingCallAnnouncer.AnnounceAsync(Invite invite, CancellationToken cancellationToken)
    {
        Announced.Enqueue(invite);
        await Announcing(cancellationToken);
    }

    private (BehaviorDirectory, FarSide) Build()
    {
        var options = new EndpointOptions { Behaviors = new Dictionary<string, EndpointBehavior> { ["4:+1"] = Does(BehaviorKind.Forbid) } };
        var behaviors = new BehaviorDirectory(options, Store, this);
        return (behaviors, new(options, Rules, Store, behaviors, this, this, Activity, Clock, NullLogger<FarSide>.Instance));
    }

    private protected async Task Restart()
    {
        await FarSide.DisposeAsync();
        _behaviors.Dispose();
        (_behaviors, FarSide) = Build();
        await FarSide.StartAsync(CancellationToken.None);
    }

    private protected Task Settled() => Activity.WhenIdleAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
}
