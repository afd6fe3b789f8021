using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Bench;
using CallGrains.Delivery.Destinations;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Delivery.EventGrid;

/// <summary>Subscriptions and publisher as a host puts them together.</summary>
internal sealed class EventGridBench : IAsyncDisposable
{
    private readonly DestinationClient _client = DeliveryBench.NewClient();

    private EventGridBench(EventGridOptions options, IEventSubscriptionStore store, TimeProvider time)
    {
        Subscriptions = new(store, _client, options, time, NullLogger<EventSubscriptions>.Instance);
        Publisher = new(Subscriptions, _client, options, time, new Random(1), NullLogger<EventGridPublisher>.Instance);
    }

    public EventGridPublisher Publisher { get; }

    public EventSubscriptions Subscriptions { get; }

    public static async Task<EventGridBench> StartAsync(
        Action<EventGridOptions>? change = null, IEventSubscriptionStore? store = null, TimeProvider? time = null)
    {
        var options = new EventGridOptions { FirstPause = TimeSpan.FromMilliseconds(20), MaxPause = TimeSpan.FromMilliseconds(50) };
        change?.Invoke(options);
        var bench = new EventGridBench(options, store ?? new MemoryEventSubscriptionStore(), time ?? TimeProvider.System);
        await bench.Subscriptions.StartAsync(default);
        return bench;
    }

    public static Action<EventGridOptions> With(string url, EventSchema schema = EventSchema.EventGrid, string toPrefix = "", string name = "app") =>
        options => options.Subscriptions.Add(new() { Name = name, Url = url, Schema = schema, ToPrefix = toPrefix });

    public static Invite Invite(string to = "8:acs:bob", uint ring = 1) =>
        new(Guid.Parse("5f3c0a52-0000-0000-0000-000000000001"), new CallKey(1), CommunicationIdentifier.Parse(to))
        {
            Ring = ring,
            From = Sample.Phone,
            RingingSince = Sample.Time,
            Deadline = Sample.Time + TimeSpan.FromSeconds(85),
            ServerCallId = "aHR0cHM6Ly9hcGku",
            CorrelationId = Guid.Parse("d99add6c-bf34-47ed-bfaf-ee9a93b6048f"),
            IncomingCallContext = "opaque.context",
            CallerDisplayName = "Ann \"the\" Caller",
            CustomContext = """{"sipHeaders":{"X-MS-Custom-a":"1"},"voipHeaders":{"b":"2"}}""",
        };

    public Task<SubscribeOutcome> SubscribeAsync(string url, EventSchema schema = EventSchema.EventGrid, string name = "app", string toPrefix = "") =>
        Subscriptions.SubscribeAsync(new(name, url, schema, toPrefix), (name, code) => $"http://engine.example/{name}?code={code}", default);

    public async ValueTask DisposeAsync()
    {
        await Publisher.DisposeAsync();
        Subscriptions.Dispose();
        _client.Dispose();
    }

    /// <summary>An event of a call, of this type.</summary>
    public static CallLifecycleEvent Happened(string type)
    {
        CallLifecycleEvent happened = type switch
        {
            EventTypes.CallStarted => new CallStarted { Id = Guid.NewGuid(), Time = Sample.Time, ServerCallId = "", CorrelationId = Guid.Empty, StartedBy = Sample.Alice },
            EventTypes.CallEnded => new CallEnded(TimeSpan.FromSeconds(49.5), new ResultInformation(200, 7_000, "ended"))
            {
                Id = Guid.NewGuid(),
                Time = Sample.Time,
                ServerCallId = "",
                CorrelationId = Guid.Empty,
                StartedBy = Sample.Alice,
            },
            EventTypes.CallParticipantAdded => new CallParticipantAdded(Sample.Phone, Guid.NewGuid())
            {
                Id = Guid.NewGuid(),
                Time = Sample.Time,
                ServerCallId = "",
                CorrelationId = Guid.Empty,
                StartedBy = Sample.Alice,
                DisplayName = "Phone",
            },
            _ => new CallParticipantRemoved(Sample.Phone, Guid.NewGuid())
            {
                Id = Guid.NewGuid(),
                Time = Sample.Time,
                ServerCallId = "",
                CorrelationId = Guid.Empty,
                StartedBy = Sample.Alice,
            },
        };
        return happened with { ServerCallId = "aHR0cHM6Ly9hcGku", Room = "room-1", IsTwoParty = true };
    }
}
