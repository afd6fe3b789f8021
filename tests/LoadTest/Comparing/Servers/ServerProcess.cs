using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CallGrains.LoadTest.Client;

namespace CallGrains.LoadTest.Comparing.Servers;

/// <summary>A server of its own process on loopback, killed with this object.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly Process _process;

    private ServerProcess(Process process, ConnectionString connection, TimeSpan toReady)
    {
        _process = process;
        Connection = connection;
        ToReady = toReady;
    }

    public ConnectionString Connection { get; }

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan ToReady { get; }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Memory in use, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a program and waits until a path of it answers.</summary>
    /// <param name="program">The assembly to run.</param>
    /// <param name="arguments">Its arguments; <c>{url}</c> stands for the address it is to listen on.</param>
    /// <param name="key">The access key it is to know.</param>
    /// <param name="settings">Environment of the process.</param>
    /// <param name="probe">The path that is asked until it answers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ServerProcess> StartAsync(
        string program,
        IEnumerable<string> arguments,
        byte[] key,
        IReadOnlyDictionary<string, string> settings,
        string probe,
        CancellationToken cancellationToken)
    {
        var url = $"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}";
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument.Replace("{url}", url, StringComparison.Ordinal));
        foreach (var (name, value) in settings)
            start.Environment[name] = value;

        var begun = Stopwatch.GetTimestamp();
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var errors = new List<string>();
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => errors.Add(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await UntilItAnswersAsync(process, new Uri(new Uri(url), probe), errors, cancellationToken);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }

        return new(process, new(new(url + "/"), key), Stopwatch.GetElapsedTime(begun));
    }

    /// <summary>Kills the process and waits until it is gone.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);

        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task UntilItAnswersAsync(Process process, Uri probe, List<string> errors, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartTimeout);
        while (true)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The server ended at once: {string.Join(' ', errors)}");

            try
            {
                using var response = await http.GetAsync(probe, limit.Token);
                if ((int)response.StatusCode < 500)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"The server at {probe} did not answer within {StartTimeout}.", late);
            }

            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
