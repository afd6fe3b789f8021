using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Log;
using CallGrains.Delivery.Signing;
using CallGrains.Embedded.Engine;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;

namespace CallGrains.Embedded.Hosting;

/// <summary>The configuration of the single node.</summary>
public sealed record EmbeddedOptions
{
    /// <summary>Where state is kept.</summary>
    public StoreKind Store { get; init; } = StoreKind.Sqlite;

    /// <summary>The data folder, made when there is none; not used in memory.</summary>
    public string DataPath { get; init; } = "callgrains-data";

    /// <summary>Which clock drives calls and endpoints.</summary>
    public ClockKind Clock { get; init; } = ClockKind.System;

    /// <summary>The immutable id of the resource the engine serves.</summary>
    public string ResourceId { get; init; } = "ca11c0de-0000-4000-8000-000000000000";

    /// <summary>The bounds of the engine.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>The far side.</summary>
    public EndpointOptions Endpoints { get; init; } = new();

    /// <summary>The times of endpoints.</summary>
    public AttachmentRules Attachments { get; init; } = new();

    /// <summary>How callbacks are sent. Pauses are short by default: on one node, receivers are mostly being developed.</summary>
    public DeliveryOptions Delivery { get; init; } = new() { MaxPause = TimeSpan.FromSeconds(5) };

    /// <summary>How long the delivery log is kept.</summary>
    public DeliveryLogOptions DeliveryLog { get; init; } = new();

    /// <summary>How callbacks are signed.</summary>
    public SigningOptions Signing { get; init; } = new();

    /// <summary>Where callbacks may go.</summary>
    public DestinationOptions Destinations { get; init; } = new();

    /// <summary>How events are published to subscriptions.</summary>
    public EventGridOptions EventGrid { get; init; } = new();

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">One cannot be used; the message is one line and names it.</exception>
    public void Validate()
    {
        Check(Enum.IsDefined(Store), $"CallGrains:Store is sqlite or memory, not '{Store}'.");
        Check(Enum.IsDefined(Clock), $"CallGrains:Clock is system or virtual, not '{Clock}'.");
        Check(Store == StoreKind.Memory || !string.IsNullOrWhiteSpace(DataPath), "CallGrains:DataPath is not empty.");
        Check(ResourceId.Length > 0, "CallGrains:ResourceId is not empty.");
        InRange(Engine.MaxWaitingCommands, 1, 100_000, nameof(Engine.MaxWaitingCommands));
        InRange(Engine.MaxWaitingInputs, 1_000, 1_000_000, nameof(Engine.MaxWaitingInputs));
        InRange(Engine.MaxJointCalls, 1, 100, nameof(Engine.MaxJointCalls));
        InRange(Engine.MaxResident, 0, 1_000_000, nameof(Engine.MaxResident));
        InRange(Engine.MaxActive, 1, 10_000_000, nameof(Engine.MaxActive));
        InRange(Engine.MaxLoading, 1, 1_000, nameof(Engine.MaxLoading));
        InRange(Engine.IdleAfter, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(Engine.IdleAfter));
        InRange(Engine.RetryAfterFault, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), nameof(Engine.RetryAfterFault));
        InRange(Engine.StopTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(10), nameof(Engine.StopTimeout));
        Check(Engine.MaxResident < Engine.MaxActive, $"CallGrains:Embedded:MaxResident is less than MaxActive, {Engine.MaxActive}, not {Engine.MaxResident}.");
        Check(Attachments.Faults().FirstOrDefault());
        Check(Endpoints.Faults().FirstOrDefault());
        Delivery.Validate();
        DeliveryLog.Validate();
        Signing.Validate();
        EventGrid.Validate();
    }

    private static void InRange<T>(T value, T min, T max, string name)
        where T : IComparable<T> =>
        Check(value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0, $"CallGrains:Embedded:{name} is from {min} to {max}, not {value}.");

    private static void Check(string? fault) => Check(fault is null, fault ?? "");

    private static void Check(bool holds, string rule)
    {
        if (!holds)
            throw new ArgumentException(rule);
    }
}
