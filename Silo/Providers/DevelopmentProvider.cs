using System.Net;
using CallGrains.Grains.Hosting;
using CallGrains.Silo.Hosting;

namespace CallGrains.Silo.Providers;

/// <summary>One silo that keeps everything in memory: for trying out, not for use. Nobody but this machine reaches it, unless told otherwise.</summary>
/// <param name="options">Address, ports and names.</param>
internal sealed class DevelopmentProvider(ClusterOptions options) : IClusterProvider
{
    private readonly IPAddress _address = options.AdvertisedAddress is { } given ? IPAddress.Parse(given) : IPAddress.Loopback;

    public IPAddress? OnlyAddress => _address;

    public void AddTo(ISiloBuilder silo)
    {
        // The silo keeps the members itself, and finds itself by this address: another one than it advertises would not be itself.
        silo.UseDevelopmentClustering(new IPEndPoint(_address, options.SiloPort));
        silo.AddMemoryGrainStorage(GrainStores.Provider, storage => storage.Configure<Serializer>(StorageSerializer.Use));
        silo.UseInMemoryReminderService();
    }

    public void AddTo(IClientBuilder client) => client.UseStaticClustering(new IPEndPoint(_address, options.GatewayPort));

    public Task<string> MigrateAsync(CancellationToken cancellationToken) => Task.FromResult("Development keeps everything in memory; there is nothing to prepare.");
}
