using System.Collections.Concurrent;
using Orleans.Timers;

namespace CallGrains.Grains.Tests.Rig;

/// <summary>Reminders that are kept but never tick: under virtual time no silo dies, and so nobody needs them.</summary>
internal sealed class StillReminders : IReminderRegistry
{
    private readonly ConcurrentDictionary<(GrainId Grain, string Name), IGrainReminder> _known = new();

    public Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        Task.FromResult(_known[(callingGrainId, reminderName)] = new Reminder(reminderName));

    public Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder)
    {
        _ = _known.TryRemove((callingGrainId, reminder.ReminderName), out _);
        return Task.CompletedTask;
    }

    public Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName) =>
        Task.FromResult(_known.GetValueOrDefault((callingGrainId, reminderName)));

    public Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId) =>
        Task.FromResult(_known.Where(one => one.Key.Grain == callingGrainId).Select(one => one.Value).ToList());

    private sealed record Reminder(string ReminderName) : IGrainReminder;
}
