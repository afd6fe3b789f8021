using System.Net;
using System.Net.Sockets;
using CallGrains.Calls.Hosting;
using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Keys;
using CallGrains.Silo.Providers;
using Orleans.Configuration;

namespace CallGrains.ClusterBenchmarks.Hosting;

/// <summary>One silo over a store and a client beside it, with TCP on loopback between the two; in one process.</summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    private readonly IHost _silo;
    private readonly IHost _client;

    private BenchCluster(IHost silo, IHost client, AwaitedEvents events)
    {
        Events = events;
        _silo = silo;
        _client = client;
    }

    public ICallEngine Engine => _client.Services.GetRequiredService<ICallEngine>();

    public AwaitedEvents Events { get; }

    public IGrainFactory Grains => _client.Services.GetRequiredService<IGrainFactory>();

    public static async Task<BenchCluster> StartAsync(string store, string connectionString)
    {
        var name = $"bench{Guid.NewGuid():N}"[..20];
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["CallGrains:Cluster:Provider"] = store,
            ["CallGrains:Cluster:ClusterId"] = name,
            ["CallGrains:Cluster:ServiceId"] = name,
            ["CallGrains:Cluster:SiloPort"] = $"{FreePort()}",
            ["CallGrains:Cluster:GatewayPort"] = $"{FreePort()}",
            ["ConnectionStrings:Cluster"] = connectionString,
        }).Build();
        var options = CallGrains.Silo.Hosting.ClusterOptions.Read(configuration);
        var provider = ClusterProviders.Choose(options);
        _ = await provider.MigrateAsync(CancellationToken.None);

        var settings = new ClusterSettings();
        var events = new AwaitedEvents();
        var silo = Build(builder =>
        {
            builder.Services.AddClusterClient(settings);
            builder.Services.AddClusterGrains();
            builder.Services.AddSingleton(events);
            builder.Services.AddSingleton<ICallbackChannel, SettlingChannel>();
            builder.UseOrleans(silo =>
            {
                silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (name, name));
                provider.AddTo(silo);
                silo.ConfigureEndpoints(IPAddress.Loopback, options.SiloPort, options.GatewayPort);
                silo.UseTransactions();
            });
        });
        await silo.StartAsync();
        var client = Build(builder =>
        {
            builder.Services.AddClusterClient(settings);
            builder.UseOrleansClient(client =>
            {
                client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (name, name));
                provider.AddTo(client);
                client.UseTransactions();
            });
        });
        await client.StartAsync();
        _ = await client.Services.GetRequiredService<ClusterKeys>().LoadIdsAsync(CancellationToken.None);
        return new(silo, client, events);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.StopAsync();
        await _silo.StopAsync();
        _client.Dispose();
        _silo.Dispose();
    }

    private static IHost Build(Action<HostApplicationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.Error).AddConsole();
        configure(builder);
        return builder.Build();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
