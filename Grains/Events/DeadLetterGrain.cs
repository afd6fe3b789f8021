using CallGrains.Delivery.Log;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Abstractions.Events;
using CallGrains.Grains.Abstractions.Indexes;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Waking;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace CallGrains.Grains.Events;

/// <summary>Keeps one event that was given up. While it is being sent again, a reminder sees to it that it is.</summary>
[GrainType("callgrains.deadletter")]
public sealed partial class DeadLetterGrain : Grain, IDeadLetterGrain, IRemindable
{
    private readonly IPersistentState<DeadLetterState> _row;
    private readonly SiloDelivery _delivery;
    private readonly ILogger<DeadLetterGrain> _logger;
    private readonly TimeProvider _time;
    private readonly DurableWakeUp _wakeUp;

    /// <summary>A dead letter.</summary>
    /// <param name="row">Where it is stored.</param>
    /// <param name="delivery">Delivery of this silo.</param>
    /// <param name="options">How often a reminder looks.</param>
    /// <param name="time">System time.</param>
    /// <param name="logger">The log.</param>
    public DeadLetterGrain(
        [PersistentState(GrainStores.DeadLetters, GrainStores.Provider)] IPersistentState<DeadLetterState> row,
        SiloDelivery delivery,
        GrainOptions options,
        TimeProvider time,
        ILogger<DeadLetterGrain> logger)
    {
        _row = row;
        _delivery = delivery;
        _logger = logger;
        _time = time;
        _wakeUp = new(this, options.ReminderPeriod);
    }

    private string Id => this.GetPrimaryKey().ToString("D");

    private IIndexGrain Index => GrainFactory.GetGrain<IIndexGrain>(IndexKeys.Of(IndexKeys.DeadLetters, Id));

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_row.State.Record is { } record && DeliveryCodec.DecodeRecord(record).State == DeliveryState.Pending)
            _wakeUp.Found();

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task RecordAsync(Payload record, Payload? letter)
    {
        // Forgotten meanwhile.
        if (letter is null && _row.State.Letter is null)
            return;

        var known = DeliveryCodec.DecodeRecord(record);
        if (known.State == DeliveryState.Delivered)
        {
            await Index.RemoveAsync(Id);
            await ClearAsync();
            return;
        }

        await SaveAsync(new() { Record = record, Letter = letter ?? _row.State.Letter });
        if (letter is not null)
            await EnterAsync(known);
        if (known.State == DeliveryState.Dead)
            await RestAsync();
    }

    /// <inheritdoc/>
    public Task<Payload?> FindAsync() => Task.FromResult(_row.State.Record);

    /// <inheritdoc/>
    public Task<Payload?> FindLetterAsync() => Task.FromResult(_row.State.Letter);

    /// <inheritdoc/>
    public async Task<bool?> RedeliverAsync()
    {
        if (_row.State.Record is not { } record)
            return null;

        var known = DeliveryCodec.DecodeRecord(record);
        if (known.State != DeliveryState.Dead)
            return false;

        var pending = known with { State = DeliveryState.Pending, LastTime = _time.GetUtcNow(), NextTry = null };
        await _wakeUp.EnsureAsync();
        await SaveAsync(new() { Record = DeliveryCodec.Encode(pending), Letter = _row.State.Letter });
        await _delivery.RedeliverAsync(pending);
        return true;
    }

    /// <inheritdoc/>
    public Task ForgetAsync() => ClearAsync();

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _wakeUp.Ticked();
        if (_row.State.Record is { } record && DeliveryCodec.DecodeRecord(record) is { State: DeliveryState.Pending } pending)
        {
            await _delivery.RedeliverAsync(pending);
            return;
        }

        if (reminderName != DurableWakeUp.SiloLost && await _wakeUp.FindAsync() && await BecomesTheOwnerAsync())
            await RestAsync();
    }

    /// <summary>
    /// Writes what is stored once more: the reminder belongs to whoever owns the letter, and a stale activation must not take it from one
    /// that sends the letter again. From then on no other can write without having read that.
    /// </summary>
    private async Task<bool> BecomesTheOwnerAsync()
    {
        try
        {
            if (_row.RecordExists)
                await _row.WriteStateAsync();
            else
                await CheckAbsentAsync();
            return true;
        }
        catch (Exception fault)
        {
            // It ticks again, and meets another activation.
            LogNotWritten(Id, fault);
            DeactivateOnIdle();
            return false;
        }
    }

    // Where there is nothing, and nothing to write, a look must do.
    private async Task CheckAbsentAsync()
    {
        await _row.ReadStateAsync();
        if (_row.RecordExists)
            throw new InconsistentStateException("Another activation has stored the letter.");
    }

    private async Task EnterAsync(DeliveryRecord known)
    {
        if (await Index.PutAsync(Id, DeadLetterEntry.Encode(known.CallConnectionId, known.LastTime)) is { } gone)
        {
            LogPushedOut(gone);
            GrainFactory.GetGrain<IDeadLetterGrain>(Guid.Parse(gone)).ForgetAsync().Ignore();
        }
    }

    private async Task SaveAsync(DeadLetterState state)
    {
        _row.State = state;
        try
        {
            await _row.WriteStateAsync();
        }
        catch (Exception)
        {
            // What could not be written must not be seen.
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task ClearAsync()
    {
        if (_row.RecordExists)
        {
            await _row.ClearStateAsync();
            await RestAsync();
        }

        DeactivateOnIdle();
    }

    private async Task RestAsync()
    {
        try
        {
            await _wakeUp.RestAsync(until: null, _time.GetUtcNow());
        }
        catch (Exception fault)
        {
            // It ticks once more than needed.
            LogReminderNotRemoved(Id, fault);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Dead letter {eventId} was lost: there are too many.")]
    private partial void LogPushedOut(string eventId);

    [LoggerMessage(3, LogLevel.Warning, "Dead letter {eventId} was not written, or nobody knows; its activation ends and it is loaded again.")]
    private partial void LogNotWritten(string eventId, Exception fault);

    [LoggerMessage(2, LogLevel.Warning, "The reminder of dead letter {eventId} could not be removed; it is tried again.")]
    private partial void LogReminderNotRemoved(string eventId, Exception fault);
}
