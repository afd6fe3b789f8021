using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace CallGrains.Cluster.Tests.Rig;

/// <summary>The built executable as a process of its own.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private static readonly string Executable = typeof(SiloProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static metadata => metadata.Key == "Silo").Value!;

    // A folder that gets the log of each process, for whoever looks for the cause of a failure.
    private static readonly string? Logs = Environment.GetEnvironmentVariable("CALLGRAINS_LOGS") is { Length: > 0 } folder ? folder : null;

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private SiloProcess(IReadOnlyDictionary<string, string> settings, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Executable, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(IsConfiguration).ToList())
            _ = start.Environment.Remove(name);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;

        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Record(line.Data);
        _process.ErrorDataReceived += (_, line) => Record(line.Data);
        _ = _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public int Id => _process.Id;

    public Uri Address { get; private init; } = null!;

    /// <summary>Starts a process; <see cref="ReadyAsync"/> waits for it.</summary>
    public static SiloProcess Start(IReadOnlyDictionary<string, string> settings)
    {
        var url = $"http://127.0.0.1:{FreePorts.Next()}";
        return new(settings, ["--urls", url]) { Address = new(url) };
    }

    /// <summary>Runs a command of the executable to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        await using var silo = new SiloProcess(settings, arguments);
        await silo._process.WaitForExitAsync();
        return (silo._process.ExitCode, silo.Output);
    }

    public async Task ReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if ((await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!_process.HasExited && TimeProvider.System.GetElapsedTime(began) < StartLimit)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
                continue;
            }

            if (_process.HasExited || TimeProvider.System.GetElapsedTime(began) > StartLimit)
                throw new TimeoutException($"Not ready within {StartLimit}: {Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    /// <summary>Ends the process as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to stop, as an orchestrator does; returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var signal = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        if (Logs is not null)
            await File.WriteAllTextAsync(Path.Combine(Logs, $"{TimeProvider.System.GetUtcNow():HHmmss.fff}-{_process.Id}.log"), Output);
        _process.Dispose();
    }

    private static bool IsConfiguration(string name) => name.StartsWith("CallGrains", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal);

    private void Record(string? line)
    {
        lock (_output)
            _ = _output.AppendLine(line);
    }
}
