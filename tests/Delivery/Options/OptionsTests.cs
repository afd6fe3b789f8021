using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Log;
using CallGrains.Delivery.Signing;

namespace CallGrains.Delivery.Options;

public sealed class OptionsTests
{
    public static TheoryData<Action, string> Wrong => new()
    {
        { new DeliveryOptions { FirstPause = TimeSpan.Zero }.Validate, "CallGrains:Callbacks: FirstPause is more than zero." },
        { new DeliveryOptions { MaxPause = TimeSpan.FromMilliseconds(1) }.Validate, "CallGrains:Callbacks: MaxPause is at least FirstPause." },
        { new DeliveryOptions { RetryFor = -TimeSpan.FromSeconds(1) }.Validate, "CallGrains:Callbacks: RetryFor is more than zero." },
        { new DeliveryOptions { RetryFor = TimeSpan.FromDays(46) }.Validate, "CallGrains:Callbacks: RetryFor is at most 45 days." },
        { new DeliveryOptions { TryTimeout = TimeSpan.Zero }.Validate, "CallGrains:Callbacks: TryTimeout is more than zero." },
        { new DeliveryOptions { MaxPerHost = 0 }.Validate, "CallGrains:Callbacks: MaxPerHost and MaxInFlight are at least 1." },
        { new DeliveryOptions { MaxSlowInFlight = 0 }.Validate, "CallGrains:Callbacks: MaxSlowPerHost and MaxSlowInFlight are at least 1." },
        { new DeliveryOptions { SlowFactor = 0 }.Validate, "CallGrains:Callbacks: SlowFactor is at least 1." },
        { new DeliveryOptions { SlowAfterAtLeast = TimeSpan.Zero }.Validate, "CallGrains:Callbacks: SlowAfterAtLeast is more than zero." },
        { new DeliveryOptions { SlowAfter = TimeSpan.FromTicks(1) }.Validate, "CallGrains:Callbacks: SlowAfter is at least SlowAfterAtLeast." },
        { new DeliveryLogOptions { MaxDeadLetters = 0 }.Validate, "CallGrains:Callbacks:Log: MaxDelivered is at least 0, MaxDeadLetters at least 1." },
        { new DeliveryLogOptions { GatherFor = TimeSpan.FromSeconds(2) }.Validate, "CallGrains:Callbacks:Log: GatherFor is from 0 to 1 second." },
        { new SigningOptions { TokenReuse = TimeSpan.FromMinutes(2) }.Validate, "CallGrains:Callbacks:Signing: TokenReuse is more than zero, at most 1 minute." },
        { new SigningOptions { KeySize = 1_024 }.Validate, "CallGrains:Callbacks:Signing: KeySize is 2048 to 8192." },
        { new EventGridOptions { MaxQueued = 0 }.Validate, "CallGrains:EventGrid: MaxQueued and MaxSubscriptions are at least 1." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_Nonsense_NamesTheOption(Action validate, string message) =>
        Should.Throw<ArgumentException>(validate).Message.ShouldBe(message);

    [Fact]
    public void Validate_Defaults_Pass()
    {
        new DeliveryOptions().Validate();
        new DeliveryLogOptions().Validate();
        new SigningOptions().Validate();
        new EventGridOptions().Validate();
    }
}
