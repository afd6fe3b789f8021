using CallGrains.Calls.Hosting;
using CallGrains.Endpoints.Clock;
using CallGrains.Endpoints.Simulator;
using CallGrains.Grains.Tests.Rig;
using CallGrains.Scenarios.Calls;
using CallGrains.Scenarios.Rig;

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
internal sealed class ClusterScenarioHost(VirtualCluster cluster) : IScenarioHost
{
    public ICallEngine Engine => cluster.Rig.Engine;

    public ISimulator Simulator => cluster.Rig.Simulator;

    public IVirtualClock Clock => cluster.Clock;

    public static async Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        new ClusterScenarioHost(await VirtualCluster.StartAsync(callbacks, announcements));

    public ValueTask DisposeAsync() => cluster.DisposeAsync();
}
