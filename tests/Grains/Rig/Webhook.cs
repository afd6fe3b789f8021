using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CallGrains.Grains.Tests.Rig;

/// <summary>A webhook on the loopback that answers as it is told to.</summary>
internal sealed class Webhook : IDisposable
{
    private readonly HttpListener _listener = new();
    private int _answer = 200;

    private Webhook(int port)
    {
        Uri = $"http://127.0.0.1:{port}/callbacks/";
        _listener.Prefixes.Add(Uri);
        _listener.Start();
        _ = Task.Run(ListenAsync);
    }

    public string Uri { get; }

    /// <summary>The bodies received, each try.</summary>
    public ConcurrentQueue<string> Received { get; } = new();

    public static Webhook Start()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        return new(port);
    }

    /// <summary>From now on, answers with this status.</summary>
    public void AnswerWith(int status) => Volatile.Write(ref _answer, status);

    public void Dispose() => _listener.Close();

    private async Task ListenAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream);
            Received.Enqueue(await reader.ReadToEndAsync());
            context.Response.StatusCode = Volatile.Read(ref _answer);
            context.Response.Close();
        }
    }
}
