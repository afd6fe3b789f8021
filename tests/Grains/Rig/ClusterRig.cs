using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;
using CallGrains.Endpoints.Hosting;
using CallGrains.Endpoints.Simulator;
using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Keys;
using CallGrains.Scenarios.Rig;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.TestingHost;

namespace CallGrains.Grains.Tests.Rig;

/// <summary>Three silos in this process over one shared store, and a client as a gateway has it.</summary>
internal sealed class ClusterRig : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private ClusterRig(InProcessTestCluster cluster) => _cluster = cluster;

    public ICallEngine Engine => Services.GetRequiredService<ICallEngine>();

    public ISimulator Simulator => Services.GetRequiredService<ISimulator>();

    public IServiceProvider Services => _cluster.Client.ServiceProvider;

    public IGrainFactory Grains => _cluster.Client;

    /// <summary>Starts a cluster.</summary>
    /// <param name="settings">The configuration of its nodes.</param>
    /// <param name="storage">Its store.</param>
    /// <param name="callbacks">Takes its callbacks; null when they are sent to webhooks.</param>
    /// <param name="announcements">Takes its announcements; null when they are sent to event subscriptions.</param>
    /// <param name="configureSilo">What else a silo has.</param>
    /// <param name="isHeld">Whether callbacks are held back at present.</param>
    public static async Task<ClusterRig> StartAsync(
        ClusterSettings settings,
        SharedStorage storage,
        CallbackRecorder? callbacks,
        AnnouncementRecorder? announcements,
        Action<ISiloBuilder> configureSilo,
        Func<bool>? isHeld = null)
    {
        var builder = new InProcessTestClusterBuilder(3);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddClusterClient(settings);
            silo.Services.AddClusterGrains();
            if (callbacks is not null)
            {
                silo.Services.AddSingleton<ICallbackChannel>(services =>
                    new RecordingChannel(callbacks, isHeld ?? (static () => false), services.GetRequiredService<IGrainFactory>()));
            }

            if (announcements is not null)
                silo.Services.AddSingleton<IIncomingCallAnnouncer>(announcements);
            silo.Services.AddKeyedSingleton<IGrainStorage>(GrainStores.Provider, (services, _) => storage.For(services));
            silo.Services.Configure<ClusterMembershipOptions>(static membership =>
            {
                membership.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                membership.NumMissedProbesLimit = 2;
                membership.DeathVoteExpirationTimeout = TimeSpan.FromSeconds(20);
            });
            silo.ConfigureLogging(static logging => logging.SetMinimumLevel(LogLevel.Warning));
            configureSilo(silo);
        });
        builder.ConfigureClient(client => client.Services.AddClusterClient(settings));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        var rig = new ClusterRig(cluster);
        _ = await rig.Services.GetRequiredService<ClusterKeys>().LoadIdsAsync(CancellationToken.None);
        return rig;
    }

    /// <summary>Ends a silo as if its machine had lost power.</summary>
    public Task KillAsync(int index) => _cluster.KillSiloAsync(_cluster.Silos[index]);

    /// <summary>Lets a silo hand over what it has and leave.</summary>
    public Task StopAsync(int index) => _cluster.StopSiloAsync(_cluster.Silos[index]);

    /// <summary>Adds a silo.</summary>
    public Task AddAsync() => _cluster.StartAdditionalSiloAsync();

    public CallKey NewKey() => Engine.Ids.KeyOfRandom(Guid.NewGuid());

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
