using CallGrains.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Grains.Waking;

/// <summary>
/// The reminder that brings a grain back when the silo that knew of its debts is gone. It is there from before the first write
/// that owes something, and goes only on an idle tick: setting it and taking it away with each operation would cost two writes.
/// </summary>
/// <param name="grain">The grain; it implements <see cref="IRemindable"/>.</param>
/// <param name="period">How often it looks.</param>
internal sealed class DurableWakeUp(IGrainBase grain, TimeSpan period)
{
    /// <summary>The name of the reminder; it is in the store.</summary>
    public const string Name = "wake";

    /// <summary>The name of a tick that no reminder gave: a silo died, and whoever has a reminder within its period is woken.</summary>
    public const string SiloLost = "siloLost";

    private IGrainReminder? _reminder;
    private DateTimeOffset? _restsUntil;
    private Task _setting = Task.CompletedTask;
    private Task _removing = Task.CompletedTask;

    /// <summary>Whether a reminder is known to be set.</summary>
    public bool IsSet { get; private set; }

    private IServiceProvider Services => grain.GrainContext.ActivationServices;

    /// <summary>The reminder is there and ticks within its period: it was set so before what is stored, or has just ticked.</summary>
    public void Found() => IsSet = true;

    /// <summary>Makes sure that the grain wakes within a period.</summary>
    public Task EnsureAsync()
    {
        if (IsSet && _restsUntil is null)
            return Task.CompletedTask;

        // In a reentrant grain several may need it at once.
        if (_setting.IsCompleted)
            _setting = SetAsync();
        return _setting;
    }

    /// <summary>The grain owes nothing: it wakes when it next needs time, or not at all.</summary>
    public async Task RestAsync(DateTimeOffset? until, DateTimeOffset now)
    {
        if (until is null)
        {
            if (!IsSet)
                return;

            var reminder = _reminder;
            Forget();
            await (_removing = RemoveAsync(reminder));
        }
        else if (until != _restsUntil && until - now > 2 * period)
        {
            Forget();
            _reminder = await grain.RegisterOrUpdateReminder(Name, until.Value - now, period);
            _restsUntil = until;
            IsSet = true;
        }
    }

    // If what follows fails, nobody knows whether the reminder is there, nor when it ticks: then it is set anew when it is needed.
    private void Forget()
    {
        _reminder = null;
        _restsUntil = null;
        IsSet = false;
    }

    private async Task RemoveAsync(IGrainReminder? reminder)
    {
        reminder ??= await grain.GetReminder(Name);
        if (reminder is not null)
            await grain.UnregisterReminder(reminder);
    }

    private async Task SetAsync()
    {
        // In a reentrant grain it may be needed again while it is being taken away.
        await _removing.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            _reminder = await grain.RegisterOrUpdateReminder(Name, period, period);
        }
        catch (Exception fault) when (Reach.IsPassing(fault, CancellationToken.None) && Services.GetService<IReminderTable>() is not null)
        {
            // The silo that keeps it is dead and not missed yet. Whoever takes its place reads the table, and so does the sweep; a call
            // need not be refused until then.
            await WriteAsync();
        }

        _restsUntil = null;
        IsSet = true;
    }

    private async Task WriteAsync()
    {
        _reminder = null;
        _ = await Services.GetRequiredService<IReminderTable>().UpsertRow(new()
        {
            GrainId = grain.GrainContext.GrainId,
            ReminderName = Name,
            StartAt = Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime + period,
            Period = period,
        });
    }
}
