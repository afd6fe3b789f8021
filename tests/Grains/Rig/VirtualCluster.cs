using CallGrains.Endpoints.Clock;
using CallGrains.Grains.Hosting;
using CallGrains.Scenarios.Rig;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Timers;

namespace CallGrains.Grains.Tests.Rig;

/// <summary>
/// Three silos whose calls and endpoints share one virtual clock. It goes on only when all three are at rest: what grains say to each
/// other, what they store and what their timers start is counted.
/// </summary>
internal sealed class VirtualCluster : IAsyncDisposable
{
    private readonly VirtualTimeProvider _time;

    private VirtualCluster(ClusterRig rig, ClusterSettings settings, SharedStorage storage, CallCounter calls, MessageTap messages, VirtualTimeProvider time)
    {
        Rig = rig;
        Settings = settings;
        Storage = storage;
        Calls = calls;
        Messages = messages;
        _time = time;
    }

    public ClusterRig Rig { get; }

    public SharedStorage Storage { get; }

    public CallCounter Calls { get; }

    public MessageTap Messages { get; }

    public ClusterSettings Settings { get; }

    public IVirtualClock Clock => _time;

    /// <summary>Starts a cluster.</summary>
    /// <param name="callbacks">Takes its callbacks; null when they are sent to webhooks, by system time.</param>
    /// <param name="announcements">Takes its announcements; null when they are sent to event subscriptions, likewise.</param>
    public static async Task<VirtualCluster> StartAsync(CallbackRecorder? callbacks, AnnouncementRecorder? announcements)
    {
        var activity = new ActivityGauge();
        var time = new VirtualTimeProvider(TimeProvider.System.GetUtcNow(), activity);
        var timers = new CountedTimers(time, activity);
        var counter = new CallCounter(activity);
        var messages = new MessageTap();
        var reminders = new StillReminders();
        var settings = new ClusterSettings { Clock = time };
        var storage = new SharedStorage { Activity = activity };
        var rig = await ClusterRig.StartAsync(
            settings,
            storage,
            callbacks,
            announcements,
            silo =>
            {
                silo.Services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.Grains, timers);
                silo.Services.AddSingleton<IReminderRegistry>(reminders);

                // Empty: there is nobody to wake where no silo dies.
                silo.Services.AddSingleton<IReminderTable>(new SharedReminders());
                silo.AddIncomingGrainCallFilter(counter);

                // What it loses was never sent, and so is not counted.
                silo.AddOutgoingGrainCallFilter(messages);
                silo.AddOutgoingGrainCallFilter(counter);
            });
        return new(rig, settings, storage, counter, messages, time);
    }

    /// <summary>Waits until nothing happens any more unless time goes on.</summary>
    public Task RestAsync() => Clock.AdvanceAsync(TimeSpan.Zero);

    public async ValueTask DisposeAsync()
    {
        await Rig.DisposeAsync();
        _time.Dispose();
    }
}
