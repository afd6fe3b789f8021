using CallGrains.Gateway.Hosting;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Rig;
using CallGrains.Silo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallGrains.Grains.Tests.Sdk;

/// <summary>The REST surface of the executable in front of a cluster in this process, on a port of the loopback, and beside it the clock of the cluster.</summary>
internal sealed class RestGateway : IAsyncDisposable
{
    private const string AccessKey = "Y2FsbGdyYWlucy1ncmFpbnMtdGVzdHMta2V5LTAwMDA=";

    private readonly WebApplication _app;

    private RestGateway(WebApplication app) => _app = app;

    public string ConnectionString => $"endpoint={_app.Urls.Single()}/;accesskey={AccessKey}";

    public static async Task<RestGateway> StartAsync(VirtualCluster cluster)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [$"{GatewayOptions.Section}:AccessKeys:0"] = AccessKey });
        builder.Services.AddSingleton(cluster.Rig.Grains);
        builder.Services.AddClusterClient(cluster.Settings);
        builder.Services.AddSingleton(cluster.Clock);
        builder.Services.AddHostedService<ClusterStart>();
        builder.AddClusterGateway(GatewayOptions.Read(builder.Configuration));
        var app = builder.Build();
        app.UseClusterGateway();
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
