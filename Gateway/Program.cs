using System.Net.Sockets;
using CallGrains.Gateway.Auth;
using CallGrains.Gateway.Hosting;
using CallGrains.Gateway.Hosting.Https;
using CallGrains.Gateway.Telemetry;

namespace CallGrains.Gateway;

/// <summary>The single node: the gateway in front of the embedded engine, in one process.</summary>
internal static partial class Program
{
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

    private static Task RunAsync(CommandLine line)
    {
        // Without arguments: they are added below, where the short forms are known. Slim: what it leaves out of the web server
        // (HTTP/3, static assets, event logs) is nothing the gateway uses, and would be started for nothing.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Configuration.AddLoggingDefaults();
        line.AddTo(builder.Configuration);
        var options = GatewayOptions.Read(builder.Configuration, "Embedded", "Store", nameof(GatewayOptions.DataPath));
        var certificate = new LocalCertificate(options.DataPath, TimeProvider.System);
        switch (line.Command)
        {
            case null:
                return ServeAsync(builder, options, certificate);
            case TokenCommand.Name:
                TokenCommand.Run(new(options.Access, options.ResourceId, TimeProvider.System), builder.Configuration, Console.Out);
                return Task.CompletedTask;
            case CertificateCommand.Name:
                CertificateCommand.Run(certificate, line.Verb, Console.Out);
                return Task.CompletedTask;
            default:
                throw new ConfigurationFaultException($"'{line.Command}' is unknown on the command line; it is {TokenCommand.Name} or {CertificateCommand.Name}, or nothing to serve.");
        }
    }

    private static async Task ServeAsync(WebApplicationBuilder builder, GatewayOptions options, LocalCertificate certificate)
    {
        var addresses = Addresses.Read(builder.Configuration);
        addresses.CheckKeys(options.Access);
        builder.WebHost.UseUrls([.. addresses.All.Select(one => one.ToString())]);
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ConfigureHttpsDefaults(https => https.ServerCertificateSelector = (_, _) => certificate.Get()));
        // Why the server could not start is said in one line by whoever reads the fault, not before that with a stack.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.AddTelemetry("callgrains");
        builder.AddGateway(options, TimeProvider.System);
        var node = AddNode(builder, options);

        await using var app = builder.Build();

        // The node opens its store while the routes are made; nobody is answered before both are done.
        var starting = Task.Run(() => node.StartAsync(app.Services));
        app.UseGateway();
        await using (await starting)
        {
            // Not before: until then the folder may be another process's.
            if (addresses.AnyHttps)
                _ = certificate.Get();

            await ListenAsync(app, addresses);
            Greeting.Print(app.Urls, options, app.Services.GetRequiredService<UserTokens>(), Console.Out);

            // Not before: it computes for as long as all of the above, and few machines have a processor to spare for it.
            node.Host.MakeFirstKey();

            // Requests under way end before the node does.
            await app.WaitForShutdownAsync();
        }
    }

    private static async Task ListenAsync(WebApplication app, Addresses addresses)
    {
        try
        {
            await app.StartAsync();
        }
        catch (SocketException fault)
        {
            // Of an address that is in use, the server itself says so in one line.
            throw new IOException($"One of the addresses {string.Join(", ", addresses.All)} cannot be listened on: {fault.Message}", fault);
        }
    }
}
