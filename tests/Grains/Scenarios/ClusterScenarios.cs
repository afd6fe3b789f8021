using CallGrains.Calls.Hosting;
using CallGrains.Endpoints.Clock;
using CallGrains.Endpoints.Simulator;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Rig;
using CallGrains.Scenarios.Calls;
using CallGrains.Scenarios.Rig;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Timers;

namespace CallGrains.Grains.Tests.Scenarios;

public sealed class ClusterStartScenarios : StartScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        ClusterScenarioHost.StartAsync(callbacks, announcements);
}

public sealed class ClusterParticipantScenarios : ParticipantScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        ClusterScenarioHost.StartAsync(callbacks, announcements);
}

public sealed class ClusterEndScenarios : EndScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        ClusterScenarioHost.StartAsync(callbacks, announcements);
}

public sealed class ClusterMoveScenarios : MoveScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        ClusterScenarioHost.StartAsync(callbacks, announcements);
}

/// <summary>Three silos on a virtual clock.</summary>
internal sealed class ClusterScenarioHost(ClusterRig rig, VirtualTimeProvider time) : IScenarioHost
{
    public ICallEngine Engine => rig.Engine;

    public ISimulator Simulator => rig.Simulator;

    public IVirtualClock Clock => time;

    public static async Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements)
    {
        var activity = new ActivityGauge();
        var time = new VirtualTimeProvider(TimeProvider.System.GetUtcNow(), activity);
        var timers = new CountedTimers(time, activity);
        var counter = new CallCounter(activity);
        var reminders = new StillReminders();
        var rig = await ClusterRig.StartAsync(
            new ClusterSettings { Clock = time },
            new SharedStorage { Activity = activity },
            callbacks,
            announcements,
            silo =>
            {
                silo.Services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.Grains, timers);
                silo.Services.AddSingleton<IReminderRegistry>(reminders);

                // Empty: there is nobody to wake where no silo dies.
                silo.Services.AddSingleton<IReminderTable>(new SharedReminders());
                silo.AddIncomingGrainCallFilter(counter);
                silo.AddOutgoingGrainCallFilter(counter);
            });
        return new ClusterScenarioHost(rig, time);
    }

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        time.Dispose();
    }
}
