using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Events;
using NSubstitute;

namespace CallGrains.Grains.Tests.Events;

/// <summary>A change that rests on what is not so any more is refused.</summary>
public sealed class EventSubscriptionsGrainTests
{
    private static readonly Payload One = new([1]);
    private static readonly Payload Another = new([2]);

    private readonly IPersistentState<EventSubscriptionsState> _row = Substitute.For<IPersistentState<EventSubscriptionsState>>();
    private readonly EventSubscriptionsGrain _grain;

    public EventSubscriptionsGrainTests()
    {
        _row.State = new();
        _grain = new(_row);
    }

    [Fact]
    public async Task Change_OfThePresentVersion_IsDone()
    {
        (await _grain.ChangeAsync("app", One, 0)).ShouldBe(1);
        (await _grain.ChangeAsync("app", Another, 1)).ShouldBe(2);
        (await _grain.LoadAsync()).Subscriptions.ShouldHaveSingleItem().ShouldBe(Another);

        (await _grain.ChangeAsync("app", null, 2)).ShouldBe(3);
        (await _grain.ChangeAsync("app", null, 3)).ShouldBe(3);

        var left = await _grain.LoadAsync();
        (left.Version, left.Subscriptions.Length).ShouldBe((3, 0));
    }

    [Fact]
    public async Task Change_OfAnOlderVersion_ChangesNothing()
    {
        _ = await _grain.ChangeAsync("app", One, 0);

        (await _grain.ChangeAsync("app", Another, 0)).ShouldBeNull();
        (await _grain.ChangeAsync("app", null, 0)).ShouldBeNull();

        var kept = await _grain.LoadAsync();
        kept.Version.ShouldBe(1);
        kept.Subscriptions.ShouldHaveSingleItem().ShouldBe(One);
        await _row.Received(1).WriteStateAsync();
    }

    [Fact]
    public async Task Change_GatewayOfBeforeChangedIt_RestsOnAnOlderVersion()
    {
        await _grain.SaveAsync("app", One);

        (await _grain.ChangeAsync("app", Another, 0)).ShouldBeNull();
    }
}
