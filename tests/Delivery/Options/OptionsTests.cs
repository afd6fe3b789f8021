using System.Globalization;
using System.Reflection;
using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Log;
using CallGrains.Delivery.Signing;

namespace CallGrains.Delivery.Options;

public sealed class OptionsTests
{
    public static TheoryData<Action, string> Wrong => new()
    {
        { new DeliveryOptions { MaxPerHost = 0 }.Validate, "CallGrains:Callbacks: MaxPerHost and MaxInFlight are at least 1." },
        { new DeliveryOptions { MaxSlowInFlight = 0 }.Validate, "CallGrains:Callbacks: MaxSlowPerHost and MaxSlowInFlight are at least 1." },
        { new DeliveryOptions { SlowFactor = 0 }.Validate, "CallGrains:Callbacks: SlowFactor is at least 1." },
        { new DeliveryLogOptions { MaxDeadLetters = 0 }.Validate, "CallGrains:Callbacks:Log: MaxDelivered is at least 0, MaxDeadLetters at least 1." },
        { new SigningOptions { KeySize = 1_024 }.Validate, "CallGrains:Callbacks:Signing: KeySize is 2048 to 8192." },
        { new SigningOptions { TokenLifetime = TimeSpan.FromMinutes(1) }.Validate, "CallGrains:Callbacks:Signing: TokenLifetime is more than TokenReuse." },
        { new SigningOptions { Overlap = TimeSpan.FromMinutes(4) }.Validate, "CallGrains:Callbacks:Signing: Overlap is at least TokenLifetime." },
        { new SigningOptions { RotateEvery = TimeSpan.FromDays(1) }.Validate, "CallGrains:Callbacks:Signing: RotateEvery is more than Overlap." },
        { new EventGridOptions { MaxQueued = 0 }.Validate, "CallGrains:EventGrid: MaxQueued and MaxSubscriptions are at least 1." },
    };

    /// <summary>Every time in the configuration: what it is set to, and the range that is named.</summary>
    public static TheoryData<Type, string, string, string> Times => new()
    {
        { typeof(DeliveryOptions), nameof(DeliveryOptions.FirstPause), "00:00:00.0010000", "01:00:00" },
        { typeof(DeliveryOptions), nameof(DeliveryOptions.MaxPause), "00:00:00.5000000", "1.00:00:00" },
        { typeof(DeliveryOptions), nameof(DeliveryOptions.RetryFor), "00:00:01", "45.00:00:00" },
        { typeof(DeliveryOptions), nameof(DeliveryOptions.TryTimeout), "00:00:00.0100000", "00:10:00" },
        { typeof(DeliveryOptions), nameof(DeliveryOptions.SlowAfterAtLeast), "00:00:00.0010000", "01:00:00" },
        { typeof(DeliveryOptions), nameof(DeliveryOptions.SlowAfter), "00:00:00.0010000", "01:00:00" },
        { typeof(DeliveryLogOptions), nameof(DeliveryLogOptions.KeepFor), "00:01:00", "3650.00:00:00" },
        { typeof(DeliveryLogOptions), nameof(DeliveryLogOptions.TrimEvery), "00:00:01", "1.00:00:00" },
        { typeof(DeliveryLogOptions), nameof(DeliveryLogOptions.GatherFor), "00:00:00", "00:00:01" },
        { typeof(SigningOptions), nameof(SigningOptions.TokenReuse), "00:00:01", "00:01:00" },
        { typeof(SigningOptions), nameof(SigningOptions.TokenLifetime), "00:01:00", "1.00:00:00" },
        { typeof(SigningOptions), nameof(SigningOptions.Overlap), "00:01:00", "365.00:00:00" },
        { typeof(SigningOptions), nameof(SigningOptions.RotateEvery), "1.00:00:00", "3650.00:00:00" },
        { typeof(EventGridOptions), nameof(EventGridOptions.ValidateWithin), "00:00:10", "1.00:00:00" },
        { typeof(EventGridOptions), nameof(EventGridOptions.FirstPause), "00:00:00.0010000", "01:00:00" },
        { typeof(EventGridOptions), nameof(EventGridOptions.MaxPause), "00:00:00.5000000", "1.00:00:00" },
        { typeof(EventGridOptions), nameof(EventGridOptions.TryTimeout), "00:00:00.0100000", "00:10:00" },
        { typeof(EventGridOptions), nameof(EventGridOptions.RetryFor), "00:00:01", "7.00:00:00" },
    };

    [Theory]
    [MemberData(nameof(Times))]
    public void Validate_TimeOutOfItsRange_NamesKeyValueAndRange(Type type, string name, string least, string most)
    {
        var section = type.GetField("Section")!.GetValue(null);
        TimeSpan[] beyond = [Parse(least) - TimeSpan.FromTicks(1), Parse(most) + TimeSpan.FromTicks(1), TimeSpan.MinValue, TimeSpan.MaxValue];
        foreach (var value in beyond)
            Should.Throw<ArgumentException>(() => Set(type, name, value)).Message.ShouldBe($"{section}:{name} is '{value}'; it is {least} to {most}.");
    }

    [Fact]
    public void Times_OfAllOptions_AreAllOfThem()
    {
        Type[] types = [typeof(DeliveryOptions), typeof(DeliveryLogOptions), typeof(SigningOptions), typeof(EventGridOptions), typeof(DestinationOptions)];
        var all = types.SelectMany(type => type.GetProperties().Where(one => one.PropertyType == typeof(TimeSpan)).Select(one => (type, one.Name)));

        Times.Select(row => ((Type)row[0], (string)row[1])).ShouldBe(all, ignoreOrder: true);
    }

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

    private static TimeSpan Parse(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);

    private static void Set(Type type, string name, TimeSpan value)
    {
        var options = Activator.CreateInstance(type)!;
        type.GetProperty(name)!.SetValue(options, value);
        _ = type.GetMethod("Validate")!.Invoke(options, BindingFlags.DoNotWrapExceptions, null, null, null);
    }
}
