using System.Net;
using CallGrains.Grains.Hosting;
using CallGrains.Silo.Hosting;

namespace CallGrains.Silo.Providers;

/// <summary>One silo that keeps everything in memory: for trying out, not for use.</summary>
/// <param name="options">Ports and names.</param>
internal sealed class DevelopmentProvider(ClusterOptions options) : IClusterProvider
{
    public void AddTo(ISiloBuilder silo)
    {
        silo.UseDevelopmentClustering(new IPEndPoint(IPAddress.Loopback, options.SiloPort));
        silo.AddMemoryGrainStorage(GrainStores.Provider, storage => storage.Configure<Serializer>(StorageSerializer.Use));
        silo.UseInMemoryReminderService();
    }

    public void AddTo(IClientBuilder client) => client.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, options.GatewayPort));

    public Task<string> MigrateAsync(CancellationToken cancellationToken) => Task.FromResult("Development keeps everything in memory; there is nothing to prepare.");
}
