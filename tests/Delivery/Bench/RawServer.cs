using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CallGrains.Delivery.Bench;

/// <summary>A receiver below HTTP, for what no decent server does.</summary>
public sealed class RawServer : IAsyncDisposable
{
    private readonly Task _accepting;
    private readonly Func<Stream, CancellationToken, Task> _behave;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly CancellationTokenSource _stop = new();
    private int _accepted;

    public RawServer(Func<Stream, CancellationToken, Task> behave)
    {
        _behave = behave;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Reads whatever comes and never says anything.</summary>
    public static RawServer Silent() => new(async (stream, stop) =>
    {
        var buffer = new byte[1_024];
        while (await stream.ReadAsync(buffer, stop) > 0)
        {
        }
    });

    /// <summary>Answers a byte a second.</summary>
    public static RawServer Trickle() => new(async (stream, stop) =>
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        foreach (var letter in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray())
        {
            await stream.WriteAsync(new byte[] { letter }, stop);
            await second.WaitForNextTickAsync(stop);
        }
    });

    /// <summary>Closes as soon as something comes; as a TLS server it is none.</summary>
    public static RawServer Garbage() => new(async (stream, stop) =>
    {
        _ = await stream.ReadAtLeastAsync(new byte[16], 1, throwOnEndOfStream: false, stop);
        await stream.WriteAsync("this is no TLS\r\n"u8.ToArray(), stop);
    });

    /// <summary>A port that nobody listens on.</summary>
    public static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        // Stopped only when nobody accepts any more: accepting from a stopped listener is a fault.
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_serving);
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                _serving.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await _behave(client.GetStream(), _stop.Token);
            }
            catch (Exception fault) when (fault is IOException or OperationCanceledException or InvalidOperationException)
            {
                return;
            }
        }
    }
}
