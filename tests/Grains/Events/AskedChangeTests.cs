using CallGrains.Delivery.EventGrid;
using CallGrains.Grains.Abstractions.Events;
using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Rig;
using CallGrains.Shared;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace CallGrains.Grains.Tests.Events;

/// <summary>A change of the event subscriptions waits for their owner, reading and writing.</summary>
public sealed class AskedChangeTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly IEventSubscriptionsGrain _kept = Substitute.For<IEventSubscriptionsGrain>();
    private readonly ServiceProvider _services;

    public AskedChangeTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IEventSubscriptionsGrain>(0).Returns(_kept);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(grains);
        services.AddSingleton<TimeProvider>(_time);
        services.AddClusterClient(new());
        _services = services.BuildServiceProvider();
    }

    private static EventSubscription InForce => new("app", "https://app.example/", EventSchema.EventGrid, "") { IsValidated = true };

    private EventSubscriptions Copy => _services.GetRequiredService<ClusterSubscriptions>().Copy;

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Remove_OwnerDiesBeforeItIsRead_IsReadAgain()
    {
        var there = new EventSubscriptionSet(1, [DeliveryCodec.Encode(InForce)]);
        _kept.LoadAsync().Returns(static _ => Task.FromException<EventSubscriptionSet>(new TimeoutException()), _ => Task.FromResult(there));
        _kept.ChangeAsync("app", null, 1).Returns(2);

        (await _time.RunAsync(Copy.RemoveAsync("app", default))).ShouldBeTrue();
    }

    [Fact]
    public async Task Remove_OwnerStaysAway_FailsAsAStoreDoes()
    {
        _kept.LoadAsync().Returns(static _ => Task.FromException<EventSubscriptionSet>(new TimeoutException()));

        _ = await Should.ThrowAsync<IOException>(() => _time.RunAsync(Copy.RemoveAsync("app", default)));
    }

    [Fact]
    public async Task Remove_DoneButOwnerDiesBeforeItSaysSo_IsDone()
    {
        var there = new EventSubscriptionSet(1, [DeliveryCodec.Encode(InForce)]);
        _kept.LoadAsync().Returns(there, new EventSubscriptionSet(2, []));
        _kept.ChangeAsync("app", null, 1).Returns(static _ => Task.FromException<long?>(new TimeoutException()), static _ => Task.FromResult<long?>(null));

        (await _time.RunAsync(Copy.RemoveAsync("app", default))).ShouldBeTrue();
    }
}
