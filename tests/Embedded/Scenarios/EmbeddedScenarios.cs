using CallGrains.Calls.Hosting;
using CallGrains.Embedded.Hosting;
using CallGrains.Embedded.Tests.Rig;
using CallGrains.Endpoints.Clock;
using CallGrains.Endpoints.Simulator;
using CallGrains.Scenarios.Calls;
using CallGrains.Scenarios.Rig;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Embedded.Tests.Scenarios;

public sealed class MemoryStartScenarios : StartScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        EmbeddedScenarioHost.StartAsync(StoreKind.Memory, callbacks, announcements);
}

public sealed class SqliteStartScenarios : StartScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        EmbeddedScenarioHost.StartAsync(StoreKind.Sqlite, callbacks, announcements);
}

public sealed class MemoryParticipantScenarios : ParticipantScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        EmbeddedScenarioHost.StartAsync(StoreKind.Memory, callbacks, announcements);
}

public sealed class SqliteParticipantScenarios : ParticipantScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        EmbeddedScenarioHost.StartAsync(StoreKind.Sqlite, callbacks, announcements);
}

public sealed class MemoryEndScenarios : EndScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        EmbeddedScenarioHost.StartAsync(StoreKind.Memory, callbacks, announcements);
}

public sealed class SqliteEndScenarios : EndScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        EmbeddedScenarioHost.StartAsync(StoreKind.Sqlite, callbacks, announcements);
}

public sealed class MemoryMoveScenarios : MoveScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        EmbeddedScenarioHost.StartAsync(StoreKind.Memory, callbacks, announcements);
}

public sealed class SqliteMoveScenarios : MoveScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        EmbeddedScenarioHost.StartAsync(StoreKind.Sqlite, callbacks, announcements);
}

public sealed class SeparateStartScenarios : StartScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        EmbeddedScenarioHost.StartAsync(StoreKind.Memory, callbacks, announcements, maxJointCalls: 1);
}

public sealed class SeparateParticipantScenarios : ParticipantScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        EmbeddedScenarioHost.StartAsync(StoreKind.Memory, callbacks, announcements, maxJointCalls: 1);
}

public sealed class SeparateEndScenarios : EndScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        EmbeddedScenarioHost.StartAsync(StoreKind.Memory, callbacks, announcements, maxJointCalls: 1);
}

public sealed class SeparateMoveScenarios : MoveScenarios
{
    protected override Task<IScenarioHost> StartAsync(CallbackRecorder callbacks, AnnouncementRecorder announcements) =>
        EmbeddedScenarioHost.StartAsync(StoreKind.Memory, callbacks, announcements, maxJointCalls: 1);
}

internal sealed class EmbeddedScenarioHost(EmbeddedHost host, DataFolder folder) : IScenarioHost
{
    public ICallEngine Engine => host.Engine;

    public ISimulator Simulator => host.Simulator;

    public IVirtualClock Clock => host.Clock!;

    public static async Task<IScenarioHost> StartAsync(
        StoreKind store, CallbackRecorder callbacks, AnnouncementRecorder announcements, int maxJointCalls = 8)
    {
        var folder = new DataFolder();
        var host = await EmbeddedHost.StartAsync(
            new() { Store = store, DataPath = folder.Path, Clock = ClockKind.Virtual, Engine = new() { MaxJointCalls = maxJointCalls } },
            new(),
            TimeProvider.System,
            NullLoggerFactory.Instance,
            new() { Callbacks = settlement => new RecordingDelivery(callbacks, settlement), Announcer = announcements });
        return new EmbeddedScenarioHost(host, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }
}
