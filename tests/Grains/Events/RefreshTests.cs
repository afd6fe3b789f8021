using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Hosting;
using CallGrains.Grains.Abstractions.Events;
using CallGrains.Grains.Endpoints;
using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;
using CallGrains.Shared;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace CallGrains.Grains.Tests.Events;

/// <summary>While the grain that keeps the event subscriptions cannot be reached, calls and endpoints go by what is known.</summary>
public sealed class RefreshTests : IDisposable
{
    private static readonly CommunicationIdentifier Ann = CommunicationIdentifier.Parse("8:acs:refresh_ann");

    private readonly ManualTimeProvider _time = new();
    private readonly IEventSubscriptionsGrain _kept = Substitute.For<IEventSubscriptionsGrain>();
    private readonly ServiceProvider _services;
    private readonly ClusterSubscriptions _subscriptions;
    private readonly EndpointHost _endpoints;

    public RefreshTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IEventSubscriptionsGrain>(0).Returns(_kept);
        _kept.GetVersionAsync().Returns(1);
        _kept.LoadAsync().Returns(new EventSubscriptionSet(1, []));
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(grains);
        services.AddSingleton<TimeProvider>(_time);
        services.AddClusterClient(new());
        _services = services.BuildServiceProvider();
        _subscriptions = _services.GetRequiredService<ClusterSubscriptions>();
        _endpoints = new(new AttachmentMachine(new()), new(), new(), _subscriptions, Substitute.For<IIncomingCallAnnouncer>(), _time);
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Resolve_KeeperFails_GoesByWhatIsKnown()
    {
        await _subscriptions.TryRefreshAsync(CancellationToken.None);
        _kept.GetVersionAsync().Returns(static _ => Task.FromException<long>(new TimeoutException()));

        (await _endpoints.ResolveAsync(Ann, own: null)).ShouldBe(EndpointBehavior.AnswerAtOnce);
    }

    [Fact]
    public async Task Resolve_KeeperDoesNotAnswer_GoesByWhatIsKnownAfterThreeSeconds()
    {
        await _subscriptions.TryRefreshAsync(CancellationToken.None);
        _kept.GetVersionAsync().Returns(2);
        _kept.LoadAsync().Returns(new TaskCompletionSource<EventSubscriptionSet>().Task);
        var one = _endpoints.ResolveAsync(Ann, own: null).AsTask();
        var another = _endpoints.ResolveAsync(Ann, own: null).AsTask();
        _time.Advance(TimeSpan.FromSeconds(2.9));
        (one.IsCompleted || another.IsCompleted).ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(0.1));

        (await Eventually.ComesAsync(one, "a behaviour")).ShouldBe(EndpointBehavior.AnswerAtOnce);
        (await Eventually.ComesAsync(another, "a behaviour")).ShouldBe(EndpointBehavior.AnswerAtOnce);
    }

    [Fact]
    public async Task Resolve_NothingEverKnown_IsRefusedUntilItIs()
    {
        _kept.GetVersionAsync().Returns(static _ => Task.FromException<long>(new TimeoutException()), static _ => Task.FromResult(1L));

        _ = await Should.ThrowAsync<IOException>(async () => await _endpoints.ResolveAsync(Ann, own: null));
        (await _endpoints.ResolveAsync(Ann, own: null)).ShouldBe(EndpointBehavior.AnswerAtOnce);
    }

    [Fact]
    public async Task TryRefresh_CallerGivesUp_IsToldSo()
    {
        _kept.GetVersionAsync().Returns(new TaskCompletionSource<long>().Task);
        using var caller = new CancellationTokenSource();
        var refreshing = _subscriptions.TryRefreshAsync(caller.Token).AsTask();

        await caller.CancelAsync();

        _ = await Should.ThrowAsync<OperationCanceledException>(refreshing);
    }
}
