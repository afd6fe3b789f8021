using System.Net.Http.Json;
using System.Text.Json;

namespace CallGrains.ProcessTests.Rig;

/// <summary>One data folder with a process on it that can be killed and started again, and an app's webhooks beside it.</summary>
internal sealed class Machine : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("callgrains-process-").FullName;
    private GatewayProcess? gateway;
    private HttpClient? http;

    private Machine(Webhooks webhooks) => Webhooks = webhooks;

    public Webhooks Webhooks { get; }

    public static async Task<Machine> StartAsync()
    {
        var machine = new Machine(await Webhooks.StartAsync());
        try
        {
            await machine.StartProcessAsync();
            await machine.SucceedAsync(HttpMethod.Put, "/simulator/eventSubscriptions/app",
                new { url = machine.Webhooks.EventGridUri, schema = "eventGrid", toPrefix = People.AppPrefix });
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9, then a new process on the same data folder.</summary>
    public async Task CrashAsync()
    {
        await gateway!.KillAsync();
        await gateway.DisposeAsync();
        await StartProcessAsync();
    }

    /// <summary>Sends a request of the API.</summary>
    public Task<Answer> CallingAsync(HttpMethod method, string path, object? body = null, Guid? requestId = null) =>
        SendAsync(method, $"/calling{path}?api-version=2026-03-12", body, requestId);

    /// <summary>Sends a request that must succeed.</summary>
    public async Task<Answer> SucceedAsync(HttpMethod method, string path, object? body = null)
    {
        var answer = await SendAsync(method, path, body);
        answer.Status.ShouldBeInRange(200, 299, $"{method} {path}: {answer.Body}");
        return answer;
    }

    /// <summary>Sets what an endpoint does when it is called.</summary>
    public Task BehaveAsync(string rawId, string behavior) =>
        SucceedAsync(HttpMethod.Put, $"/simulator/endpoints/{Uri.EscapeDataString(rawId)}", new { behavior, afterMs = 0 });

    /// <summary>Acts for a phone: accept, decline, hangUp. Waits for it to ring, which is a moment after the call is accepted.</summary>
    public Task ActAsync(string rawId, string action) => Patience.UntilAsync($"{action} of {rawId}", async () =>
        (await SendAsync(HttpMethod.Post, $"/simulator/endpoints/{Uri.EscapeDataString(rawId)}:{action}")).Status == 204);

    /// <summary>The raw ids in a call's roster.</summary>
    public async Task<IReadOnlyList<string>> RosterAsync(string connectionId)
    {
        var answer = await CallingAsync(HttpMethod.Get, $"/callConnections/{connectionId}/participants");
        answer.Status.ShouldBe(200, $"{answer.Body}");
        return [.. answer.Body.GetProperty("value").EnumerateArray().Select(one => one.GetProperty("identifier").GetProperty("rawId").GetString()!)];
    }

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        if (gateway is not null) await gateway.DisposeAsync();
        await Webhooks.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task StartProcessAsync()
    {
        gateway = await GatewayProcess.StartAsync(folder);
        var parts = gateway.ConnectionString.Split(';', 2);
        http?.Dispose();
        http = new HttpClient(new SigningHandler(parts[1]["accesskey=".Length..])) { BaseAddress = new Uri(parts[0]["endpoint=".Length..]) };
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, Guid? requestId = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
            await request.Content.LoadIntoBufferAsync();
        }
        if (requestId is { } id)
        {
            request.Headers.Add("Repeatability-Request-ID", id.ToString());
            request.Headers.Add("Repeatability-First-Sent", TimeProvider.System.GetUtcNow().ToString("r"));
        }
        using var response = await http!.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }
}
