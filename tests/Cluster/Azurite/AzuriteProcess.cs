using System.Diagnostics;
using System.Net.Sockets;
using System.Reflection;
using CallGrains.Cluster.Tests.Rig;
using CallGrains.ProcessTests.Rig;

namespace CallGrains.Cluster.Tests.Azurite;

/// <summary>Azurite as a process, from its package of npm.</summary>
internal sealed class AzuriteProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private static readonly string Package = typeof(AzuriteProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static metadata => metadata.Key == "Azurite").Value!;

    private readonly Process _process;
    private readonly string _folder;

    private AzuriteProcess(Process process, string folder, Uri table)
    {
        _process = process;
        _folder = folder;
        Table = table;
    }

    public Uri Table { get; }

    public static async Task<AzuriteProcess> StartAsync()
    {
        var program = Path.Combine(Package, "node_modules", "azurite", "dist", "src", "table", "main.js");
        if (!File.Exists(program))
            await InstallAsync();

        var folder = Directory.CreateTempSubdirectory("callgrains-azurite-").FullName;
        var port = FreePorts.Next();
        var process = Start("node", folder, [program, "--tableHost", "127.0.0.1", "--tablePort", $"{port}", "--location", folder, "--skipApiVersionCheck", "--silent", "--disableTelemetry"]);
        var azurite = new AzuriteProcess(process, folder, new($"http://127.0.0.1:{port}"));
        try
        {
            await Patience.UntilAsync("Azurite to listen", azurite.ListensAsync, StartLimit);
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task InstallAsync()
    {
        using var npm = Start("npm", Package, ["ci", "--no-audit", "--no-fund"]);
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
            throw new InvalidOperationException($"npm ci in {Package} ended with {npm.ExitCode}.");
    }

    private static Process Start(string program, string folder, IEnumerable<string> arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

        // Nobody reads it, and a full pipe would stop the process.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task<bool> ListensAsync()
    {
        if (_process.HasExited)
            throw new InvalidOperationException($"Azurite ended with {_process.ExitCode}.");

        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(Table.Host, Table.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
