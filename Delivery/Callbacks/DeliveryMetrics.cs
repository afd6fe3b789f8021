using System.Diagnostics;
using System.Diagnostics.Metrics;
using CallGrains.Calls.Events;

namespace CallGrains.Delivery.Callbacks;

/// <summary>The figures and traces of delivery; meter and activity source are named <see cref="Name"/>.</summary>
internal sealed class DeliveryMetrics : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "CallGrains.Delivery";

    private readonly ActivitySource _activities = new(Name);
    private readonly Counter<long> _dead;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _failed;
    private readonly Histogram<double> _latency;
    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _retried;

    /// <summary>Instruments of one delivery.</summary>
    /// <param name="queueLength">How many events wait or are under way.</param>
    /// <param name="queueAge">The age of the oldest of them, in seconds.</param>
    public DeliveryMetrics(Func<int> queueLength, Func<double> queueAge)
    {
        _delivered = _meter.CreateCounter<long>("callgrains.delivery.delivered", "{event}", "Events that were delivered.");
        _failed = _meter.CreateCounter<long>("callgrains.delivery.failed", "{try}", "Tries that failed.");
        _retried = _meter.CreateCounter<long>("callgrains.delivery.retried", "{try}", "Tries that were not the first of their event.");
        _dead = _meter.CreateCounter<long>("callgrains.delivery.dead", "{event}", "Events that became dead letters.");
        _latency = _meter.CreateHistogram<double>("callgrains.delivery.latency", "s", "How long a try took.");
        _meter.CreateObservableGauge("callgrains.delivery.queue.length", queueLength, "{event}", "Events waiting or under way.");
        _meter.CreateObservableGauge("callgrains.delivery.queue.age", queueAge, "s", "Age of the oldest event waiting or under way.");
    }

    /// <summary>The meter, to tell it from those of other instances.</summary>
    public Meter Meter => _meter;

    /// <summary>Begins the trace of one try, as part of the trace of the request that caused the event.</summary>
    public Activity? StartTry(CallEventKind kind, Guid eventId, Guid connection, string? traceParent)
    {
        if (!_activities.HasListeners() || !ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent))
            return null;

        var activity = _activities.StartActivity("callback", ActivityKind.Client, parent);
        activity?.SetTag("callgrains.event.type", CallbackBody.TypeName(kind));
        activity?.SetTag("callgrains.event.id", eventId);
        activity?.SetTag("callgrains.call.connection.id", connection);
        return activity;
    }

    /// <summary>A try is over.</summary>
    public void Tried(TimeSpan latency, bool delivered, bool first)
    {
        _latency.Record(latency.TotalSeconds);
        if (!first)
            _retried.Add(1);
        if (delivered)
            _delivered.Add(1);
        else
            _failed.Add(1);
    }

    /// <summary>An event became a dead letter.</summary>
    public void Dead() => _dead.Add(1);

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        _activities.Dispose();
    }
}
