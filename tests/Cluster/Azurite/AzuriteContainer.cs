using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace CallGrains.Cluster.Tests.Azurite;

/// <summary>Azurite in a container.</summary>
internal sealed class AzuriteContainer : IAsyncDisposable
{
    // The same as in compose.yaml.
    private const string Image = "mcr.microsoft.com/azure-storage/azurite:3.35.0";
    private const ushort Port = 10002;

    private readonly IContainer _container;

    private AzuriteContainer(IContainer container) => _container = container;

    public Uri Table => new UriBuilder(Uri.UriSchemeHttp, _container.Hostname, _container.GetMappedPublicPort(Port)).Uri;

    public static async Task<AzuriteContainer> StartAsync()
    {
        var container = new ContainerBuilder(Image)
            .WithCommand("azurite-table", "--tableHost", "0.0.0.0", "--skipApiVersionCheck", "--silent")
            .WithPortBinding(Port, assignRandomHostPort: true)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilInternalTcpPortIsAvailable(Port))
            .Build();
        await container.StartAsync();
        return new(container);
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
