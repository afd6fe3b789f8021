using System.Net.Http.Json;
using System.Text.Json;
using CallGrains.ProcessTests.Rig;

namespace CallGrains.Cluster.Tests.Rig;

/// <summary>Three silos and a gateway, each its own process, over one store; and the app that uses them.</summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    private const string AccessKey = "Y2FsbGdyYWlucy1jbHVzdGVyLXRlc3RzLWtleS0wMDA=";

    // A silo that died is noticed, and its calls are somewhere else, long before.
    private static readonly TimeSpan Insistence = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, string> _settings;
    private readonly SiloProcess[] _silos = new SiloProcess[3];
    private SiloProcess _gateway = null!;
    private HttpClient _http = null!;

    private ProcessCluster(string provider, string connectionString, Webhooks webhooks, bool isOpen)
    {
        Webhooks = webhooks;
        var name = $"test{Guid.NewGuid():N}"[..20];
        _settings = new()
        {
            ["ConnectionStrings__Cluster"] = connectionString,
            ["CallGrains__Cluster__Provider"] = provider,
            ["CallGrains__Cluster__ClusterId"] = name,
            ["CallGrains__Cluster__ServiceId"] = name,
            ["CallGrains__Cluster__AdvertisedAddress"] = "127.0.0.1",
            ["CallGrains__Cluster__Membership__ProbeTimeout"] = "00:00:02",
            ["CallGrains__Callbacks__MaxPause"] = "00:00:02",
        };
        _settings[isOpen ? "CallGrains__AllowDevelopmentKey" : "CallGrains__AccessKeys__0"] = isOpen ? "true" : AccessKey;
    }

    public Webhooks Webhooks { get; }

    public IReadOnlyList<SiloProcess> Silos => _silos;

    public SiloProcess Gateway => _gateway;

    /// <summary>Starts a cluster.</summary>
    /// <param name="provider">The provider of its store.</param>
    /// <param name="connectionString">The store.</param>
    /// <param name="isOpen">Whether it has the key that everybody knows, which its gateway then prints.</param>
    public static async Task<ProcessCluster> StartAsync(string provider, string connectionString, bool isOpen = false)
    {
        var cluster = new ProcessCluster(provider, connectionString, await Webhooks.StartAsync(), isOpen);
        try
        {
            var (exitCode, output) = await SiloProcess.RunAsync(cluster._settings, "migrate");
            exitCode.ShouldBe(0, output);
            for (var i = 0; i < cluster._silos.Length; i++)
                cluster._silos[i] = cluster.NewSilo();
            cluster._gateway = SiloProcess.Start(cluster.With("gateway"));
            await Task.WhenAll([.. cluster._silos.Select(static silo => silo.ReadyAsync()), cluster._gateway.ReadyAsync()]);
            cluster._http = new(new SigningHandler(AccessKey)) { BaseAddress = cluster._gateway.Address };
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills a silo with SIGKILL and puts another one in its place.</summary>
    public async Task KillAndReplaceAsync(int index)
    {
        await _silos[index].KillAsync();
        await _silos[index].DisposeAsync();
        _silos[index] = NewSilo();
        await _silos[index].ReadyAsync();
    }

    /// <summary>Stops a silo with SIGTERM and puts another one in its place; returns the exit code.</summary>
    public async Task<int> StopAndReplaceAsync(int index)
    {
        var exitCode = await _silos[index].StopAsync();
        await _silos[index].DisposeAsync();
        _silos[index] = NewSilo();
        await _silos[index].ReadyAsync();
        return exitCode;
    }

    /// <summary>Sends a request as an app does: a 503 or a lost answer is asked again with the same request id.</summary>
    public async Task<Answer> InsistAsync(HttpMethod method, string path, object? body = null)
    {
        var requestId = Guid.NewGuid();
        var sent = TimeProvider.System.GetUtcNow();
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await TryAsync(method, path, body, requestId, sent);
            if (answer is { Status: < 500 } and not { Status: 409 or 429 })
                return answer;
            if (TimeProvider.System.GetElapsedTime(began) > Insistence)
                throw new TimeoutException($"{method} {path} was answered {answer?.Status} {answer?.Body} for {Insistence}.");

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }
    }

    /// <summary>The raw ids in a call's roster, without the app.</summary>
    public async Task<IReadOnlyList<string>> RosterAsync(string connectionId)
    {
        var answer = await InsistAsync(HttpMethod.Get, $"/callConnections/{connectionId}/participants");
        answer.Status.ShouldBe(200, $"{answer.Body}");
        return
        [
            .. answer.Body.GetProperty("value").EnumerateArray()
                .Select(static one => one.GetProperty("identifier").GetProperty("rawId").GetString()!)
                .Where(static rawId => !rawId.EndsWith("a99a", StringComparison.Ordinal)),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        foreach (var silo in _silos.Where(static silo => silo is not null))
            await silo.DisposeAsync();
        await Webhooks.DisposeAsync();
    }

    private SiloProcess NewSilo() => SiloProcess.Start(With("silo"));

    private Dictionary<string, string> With(string role) => new(_settings)
    {
        ["CallGrains__Role"] = role,
        ["CallGrains__Cluster__SiloPort"] = $"{FreePorts.Next()}",
        ["CallGrains__Cluster__GatewayPort"] = $"{FreePorts.Next()}",
    };

    private async Task<Answer?> TryAsync(HttpMethod method, string path, object? body, Guid requestId, DateTimeOffset sent)
    {
        using var request = new HttpRequestMessage(method, $"/calling{path}?api-version=2026-03-12");
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
            await request.Content.LoadIntoBufferAsync();
        }

        if (method != HttpMethod.Get)
        {
            request.Headers.Add("Repeatability-Request-ID", requestId.ToString());
            request.Headers.Add("Repeatability-First-Sent", sent.ToString("r"));
        }

        try
        {
            using var response = await _http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return new((int)response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
