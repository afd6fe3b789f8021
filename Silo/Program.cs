using CallGrains.Gateway.Auth;
using CallGrains.Gateway.Health;
using CallGrains.Gateway.Hosting;
using CallGrains.Gateway.Telemetry;
using CallGrains.Grains.Hosting;
using CallGrains.Silo.Health;
using CallGrains.Silo.Hosting;
using CallGrains.Silo.Providers;
using Microsoft.Extensions.Configuration.Memory;

namespace CallGrains.Silo;

/// <summary>A process of a cluster: silo, gateway or both.</summary>
internal static class Program
{
    private const string Migrate = "migrate";
    private const string DefaultUrls = "http://localhost:8080";
    private const int Failed = 1;

    private static async Task<int> Main(string[] args)
    {
        try
        {
            await RunAsync(CommandLine.Read(args));
            return 0;
        }
        catch (Exception fault) when (fault is ConfigurationFaultException or ArgumentException or FormatException or IOException or InvalidDataException)
        {
            // What cannot work is said in one line; what is a fault of the program is not caught here.
            await Console.Error.WriteLineAsync(fault.Message.ReplaceLineEndings(" "));
            return Failed;
        }
    }

    private static async Task RunAsync(CommandLine line)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddLoggingDefaults();
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Orleans"] = "Warning",

                // Orleans places each grain through it.
                ["Logging:LogLevel:Polly"] = "Warning",
                [WebHostDefaults.ServerUrlsKey] = DefaultUrls,
            },
        });
        line.AddTo(builder.Configuration);
        var options = ClusterOptions.Read(builder.Configuration);
        switch (line.Command)
        {
            case null:
                await ServeAsync(builder, options, ClusterProviders.Choose(options));
                break;
            case Migrate:
                var provider = ClusterProviders.Choose(options);
                await Console.Out.WriteLineAsync(await StoreFault.ToldAsync(provider, () => provider.MigrateAsync(CancellationToken.None)));
                break;
            case TokenCommand.Name:
                var gateway = ReadGateway(builder);
                TokenCommand.Run(new(gateway.Access, gateway.ResourceId, TimeProvider.System), builder.Configuration, Console.Out);
                break;
            default:
                throw new ConfigurationFaultException(
                    $"'{line.Command}' is unknown on the command line; it is {Migrate} or {TokenCommand.Name}, or nothing to serve.");
        }
    }

    private static GatewayOptions ReadGateway(WebApplicationBuilder builder) =>
        GatewayOptions.Read(builder.Configuration, "Cluster", "Role", "Grains");

    private static async Task ServeAsync(WebApplicationBuilder builder, ClusterOptions options, IClusterProvider provider)
    {
        var gateway = ReadGateway(builder);
        var services = builder.Services;
        builder.AddTelemetry(options.Role == ClusterRole.Gateway ? "callgrains-gateway" : "callgrains-silo");
        services.AddClusterClient(ClusterConfiguration.Read(builder.Configuration, gateway.ResourceId));
        if (options.Role == ClusterRole.Gateway)
            builder.AddClient(options, provider);
        else
            builder.AddSilo(options, provider);

        // After the cluster is joined, and before HTTP is answered.
        services.AddHostedService<ClusterStart>();
        services.AddHealthChecks().AddCheck<ClusterCheck>("cluster");
        if (options.Role != ClusterRole.Silo)
        {
            Addresses.Read(builder.Configuration).CheckKeys(gateway.Access);
            builder.AddClusterGateway(gateway);
        }

        // A gateway waits until silos are there; a silo without its store could but fail, and at length.
        if (options.Role != ClusterRole.Gateway)
            await StoreFault.ToldAsync(provider, () => provider.CheckAsync(CancellationToken.None));

        var quiet = QuietStop.AddTo(services);
        await using var app = builder.Build();
        quiet.Watch(app.Lifetime);
        if (options.Role == ClusterRole.Silo)
            app.MapHealth();
        else
            app.UseClusterGateway();

        if (!await quiet.StartsAsync(() => StoreFault.ToldAsync(provider, () => app.StartAsync())))
            return;

        if (options.Role != ClusterRole.Silo)
            Greeting.Print(app.Urls, gateway, app.Services.GetRequiredService<UserTokens>(), Console.Out);

        await app.WaitForShutdownAsync();
    }
}
