using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;

namespace CallGrains.ProcessTests.Rig;

/// <summary>The built executable, running as its own process.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    private static readonly string Assembly = typeof(GatewayProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "Gateway").Value!;

    private readonly Process process;
    private readonly List<string> output = [];
    private readonly List<string> errors = [];
    private readonly TaskCompletionSource<string> connectionString = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GatewayProcess(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(IsConfiguration).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Record(output, line.Data);
        process.ErrorDataReceived += (_, line) => Record(errors, line.Data);
        process.Exited += (_, _) => connectionString.TrySetResult("");
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public string Output => Text(output);

    public string Errors => Text(errors);

    /// <summary>What the start printed for clients.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>The Bearer token the start printed.</summary>
    public string Token => TokenPattern().Match(Output).Value;

    /// <summary>Starts on a free loopback port and waits until the process is ready.</summary>
    public static Task<GatewayProcess> StartAsync(string dataFolder, params string[] more) =>
        StartAsync(dataFolder, new Dictionary<string, string>(), more);

    /// <summary>The same, with variables of its environment.</summary>
    public static async Task<GatewayProcess> StartAsync(string dataFolder, IReadOnlyDictionary<string, string> environment, params string[] more)
    {
        var port = FreePort();
        var gateway = new GatewayProcess(["--urls", $"http://127.0.0.1:{port}", "--data", dataFolder, .. more], environment);
        try
        {
            gateway.ConnectionString = await Patience.ForAsync(
                "the connection string", gateway.connectionString.Task, () => gateway.Output + gateway.Errors);
            if (gateway.ConnectionString.Length == 0) throw new InvalidOperationException("The process ended.");
            using var http = new HttpClient();
            await Patience.UntilAsync("/health/ready", async () =>
                (await http.GetAsync(new Uri(new Uri(gateway.ConnectionString.Split(';')[0]["endpoint=".Length..]), "health/ready"))).IsSuccessStatusCode);
            return gateway;
        }
        catch (Exception e)
        {
            await gateway.DisposeAsync();
            throw new InvalidOperationException($"The process did not start: {gateway.Output}{gateway.Errors}", e);
        }
    }

    /// <summary>Runs the executable to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var gateway = new GatewayProcess(arguments);
        await gateway.ExitAsync();
        return (gateway.process.ExitCode, gateway.Output, gateway.Errors);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Ends the process as <c>kill -9</c> does: at once, with no chance to write anything more.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await ExitAsync();
    }

    /// <summary>Asks the process to stop, as an operating system or orchestrator does; returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await ExitAsync();
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
    }

    private static bool IsConfiguration(string name) =>
        name.StartsWith("CallGrains", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal);

    private async Task ExitAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill();
            throw new TimeoutException($"Waited {Patience.Limit.TotalSeconds} s for the process to end; it said: {Output}{Errors}", e);
        }
    }

    private void Record(List<string> lines, string? line)
    {
        if (line is null) return;
        lock (lines) lines.Add(line);
        var match = ConnectionStringPattern().Match(line);
        if (match.Success) connectionString.TrySetResult(match.Value);
    }

    private static string Text(List<string> lines)
    {
        lock (lines) return string.Join('\n', lines);
    }

    [GeneratedRegex(@"endpoint=http://[^\s;]+;accesskey=[^\s""]+", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConnectionStringPattern();

    [GeneratedRegex(@"eyJ[\w-]+\.[\w-]+\.[\w-]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TokenPattern();
}
