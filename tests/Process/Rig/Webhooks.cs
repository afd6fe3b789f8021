using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallGrains.ProcessTests.Rig;

/// <summary>The app's webhooks: callbacks, and incoming calls through an Event Grid subscription. Outlives the process.</summary>
internal sealed class Webhooks : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly List<(string Inbox, string Id, string Type, JsonElement Data)> received = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Webhooks()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/callbacks/{inbox}", (string inbox, JsonElement body) => Record(inbox, body, "type"));
        app.MapPost("/eventGrid", (JsonElement body) => EventGrid(body));
    }

    public static async Task<Webhooks> StartAsync()
    {
        var webhooks = new Webhooks();
        await webhooks.app.StartAsync();
        return webhooks;
    }

    public string EventGridUri => $"{app.Urls.Single()}/eventGrid";

    public string Uri(string inbox) => $"{app.Urls.Single()}/callbacks/{inbox}";

    /// <summary>The kinds of events an inbox got, in order of arrival, each once, roster updates left out.</summary>
    public IReadOnlyList<string> Kinds(string inbox)
    {
        lock (gate)
        {
            return [.. received.Where(one => one.Inbox == inbox).Select(one => one.Type).Where(type => type != "ParticipantsUpdated")];
        }
    }

    /// <summary>The data of the first event of this kind, waiting for it if need be.</summary>
    public async Task<JsonElement> FindAsync(string inbox, string kind, Func<JsonElement, bool>? where = null)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        for (; ; )
        {
            Task next;
            lock (gate)
            {
                foreach (var one in received)
                {
                    if (one.Inbox == inbox && one.Type == kind && (where is null || where(one.Data))) return one.Data;
                }
                next = changed.Task;
            }
            try
            {
                await next.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"Waited {Patience.Limit.TotalSeconds} s for {kind} at {inbox}; there was: {Everything()}", e);
            }
        }
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private IResult EventGrid(JsonElement body)
    {
        var first = body[0];
        if (first.GetProperty("eventType").GetString() == "Microsoft.EventGrid.SubscriptionValidationEvent")
            return Results.Json(new { validationResponse = first.GetProperty("data").GetProperty("validationCode").GetString() });
        return Record("eventGrid", body, "eventType");
    }

    private IResult Record(string inbox, JsonElement body, string typeMember)
    {
        var one = body.EnumerateArray().Single();
        var id = one.GetProperty("id").GetString()!;
        var type = one.GetProperty(typeMember).GetString()!.Split('.')[^1];
        lock (gate)
        {
            // Delivery is at least once: a second try is told by its id.
            if (!received.Any(other => other.Inbox == inbox && other.Id == id))
                received.Add((inbox, id, type, one.GetProperty("data").Clone()));
            changed.TrySetResult();
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return Results.Ok();
    }

    private string Everything()
    {
        lock (gate) return string.Join(", ", received.Select(one => $"{one.Inbox}:{one.Type}"));
    }
}
