using System.Collections.Concurrent;
using System.Text.Json;
using CallGrains.ProcessTests.Rig;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallGrains.ProcessTests.Chaos;

/// <summary>The webhook of an app under load: keeps the outcome of each operation by its operation context, and refuses one post in many.</summary>
internal sealed class ContextInbox : IAsyncDisposable
{
    private const int RefusesOneIn = 20;

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> outcomes = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, string>> events = new();
    private int posts;

    private ContextInbox()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/callbacks", Record);
    }

    public string Uri => $"{app.Urls.Single()}/callbacks";

    public static async Task<ContextInbox> StartAsync()
    {
        var inbox = new ContextInbox();
        await inbox.app.StartAsync();
        return inbox;
    }

    /// <summary>The kind of the event that ends an operation.</summary>
    public Task<string> OutcomeAsync(string context) =>
        Patience.ForAsync($"the outcome of {context}", Outcome(context).Task, () => string.Join(", ", Kinds(context)));

    /// <summary>The kinds of all different events of an operation.</summary>
    public IReadOnlyCollection<string> Kinds(string context) => events.TryGetValue(context, out var seen) ? [.. seen.Values] : [];

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private IResult Record(JsonElement body)
    {
        if (Interlocked.Increment(ref posts) % RefusesOneIn == 0)
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);

        var one = body.EnumerateArray().Single();
        var kind = one.GetProperty("type").GetString()!.Split('.')[^1];
        if (one.GetProperty("data").TryGetProperty("operationContext", out var context))
        {
            events.GetOrAdd(context.GetString()!, static _ => new())[one.GetProperty("id").GetString()!] = kind;
            Outcome(context.GetString()!).TrySetResult(kind);
        }

        return Results.Ok();
    }

    private TaskCompletionSource<string> Outcome(string context) =>
        outcomes.GetOrAdd(context, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
