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
    private Task _resting = Task.CompletedTask;

    /// <summary>A reminder that ticks within its period is known to be there. Looked at in the turn that stores what is owed.</summary>
    public bool IsSet { get; private set; }

    /// <summary>There may be a reminder: one was set, or ticked.</summary>
    public bool MayBeThere { get; private set; }

    private IServiceProvider Services => grain.GrainContext.ActivationServices;

    /// <summary>The row that was loaded says that something is owed, and so the reminder was set before it was stored.</summary>
    public void Found() => IsSet = MayBeThere = true;

    /// <summary>
    /// A reminder ticked. That is no proof that it is there: it may be the last tick of one that is being taken away, or was.
    /// </summary>
    public void Ticked() => MayBeThere = true;

    /// <summary>Makes sure that the grain wakes within a period.</summary>
    public Task EnsureAsync()
    {
        if (IsSet)
            return Task.CompletedTask;

        // In a reentrant grain several may need it at once.
        if (_setting.IsCompleted)
            _setting = SetAsync();
        return _setting;
    }

    /// <summary>Whether <see cref="RestAsync"/> would do anything.</summary>
    public bool IsToRest(DateTimeOffset? until, DateTimeOffset now) =>
        MayBeThere && _setting.IsCompleted && _resting.IsCompleted && (until is null || (until != _restsUntil && until - now > 2 * period));

    /// <summary>
    /// Looks which reminder is to be taken away. Whoever may not be the only activation does so before it makes sure that it is: what
    /// another sets afterwards is then another one, and stays.
    /// </summary>
    /// <returns>Whether there is one.</returns>
    public async Task<bool> FindAsync()
    {
        if (_reminder is not null)
            return true;

        if (await grain.GetReminder(Name) is { } reminder)
        {
            _reminder ??= reminder;
            return true;
        }

        // One that was set meanwhile is needed, and is not this one's to take away.
        if (_reminder is null)
            IsSet = MayBeThere = false;
        return false;
    }

    /// <summary>The grain owes nothing: it wakes when it next needs time, or not at all.</summary>
    public async Task RestAsync(DateTimeOffset? until, DateTimeOffset now)
    {
        if (!IsToRest(until, now))
            return;

        var reminder = _reminder;
        Forget();
        await (_resting = until is null ? RemoveAsync(reminder) : MoveAsync(until.Value, now));
    }

    // If what follows fails, nobody knows whether the reminder is there, nor when it ticks: then it is set anew when it is needed.
    private void Forget()
    {
        _reminder = null;
        _restsUntil = null;
        IsSet = MayBeThere = false;
    }

    private async Task RemoveAsync(IGrainReminder? reminder)
    {
        reminder ??= await grain.GetReminder(Name);
        if (reminder is not null)
            await grain.UnregisterReminder(reminder);
    }

    private async Task MoveAsync(DateTimeOffset until, DateTimeOffset now)
    {
        _reminder = await grain.RegisterOrUpdateReminder(Name, until - now, period);
        _restsUntil = until;
        MayBeThere = true;
    }

    private async Task SetAsync()
    {
        // In a reentrant grain it may be needed again while it is being taken away.
        await _resting.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
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
        IsSet = MayBeThere = true;
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
