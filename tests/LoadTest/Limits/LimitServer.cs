using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace CallGrains.LoadTest.Limits;

/// <summary>What a server does at the least: the yardstick an engine is held against.</summary>
internal enum Limit
{
    /// <summary>Reads the same JSON and answers the same JSON.</summary>
    Http = 1,

    /// <summary>The same, and checks the signature.</summary>
    Signed = 2,

    /// <summary>The same, and posts as many callbacks as the operation causes.</summary>
    Callbacks = 3,
}

/// <summary>A bare Kestrel endpoint per operation of the load, without any state but the roster it echoes.</summary>
internal static class LimitServer
{
    private const string CallbackUriMember = "callbackUri";
    private const string ReadyPath = "/ready";

    /// <summary>Serves until the process is told to stop; prints the address as its first line.</summary>
    public static async Task RunAsync(Limit limit, byte[] key, string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        await using var app = builder.Build();
        var callbacks = limit == Limit.Callbacks ? new CallbackLoop() : null;

        app.MapGet(ReadyPath, static () => Results.Ok());
        app.Use(async (http, next) =>
        {
            if (http.Request.Path == ReadyPath)
            {
                await next(http);
                return;
            }

            var body = await ReadAsync(http.Request);
            if (limit >= Limit.Signed && !IsSigned(http, body.Span, key))
            {
                http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            http.Items[CallbackUriMember] = body;
            await next(http);
        });
        Map(app, callbacks);
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await app.WaitForShutdownAsync();
        if (callbacks is not null)
            await callbacks.DisposeAsync();
    }

    private static void Map(WebApplication app, CallbackLoop? callbacks)
    {
        app.MapPost("/calling/callConnections", http => AnswerAsync(http, callbacks, 201, Bodies.Connection, ["CallConnected", "ParticipantsUpdated"]));
        app.MapGet("/calling/callConnections/{id}", http => AnswerAsync(http, null, 200, Bodies.Connection, []));
        app.MapPost("/calling/callConnections/{id}:terminate", http => AnswerAsync(http, callbacks, 204, null, ["CallDisconnected"]));
        app.MapGet("/calling/callConnections/{id}/participants", http => AnswerAsync(http, null, 200, Bodies.Participants, []));
        app.MapPost("/calling/callConnections/{id}/participants:add", http =>
            AnswerAsync(http, callbacks, 202, Bodies.Added, ["AddParticipantSucceeded", "ParticipantsUpdated"]));
        app.MapPost("/calling/callConnections/{id}/participants:remove", http =>
            AnswerAsync(http, callbacks, 202, Bodies.Removed, ["RemoveParticipantSucceeded", "ParticipantsUpdated"]));
        app.MapPost("/calling/callConnections/{id}/participants:moveHere", http => AnswerAsync(http, null, 202, Bodies.Moved, []));
    }

    private static async Task AnswerAsync(HttpContext http, CallbackLoop? callbacks, int status, Func<Guid, byte[]>? body, string[] events)
    {
        var id = http.Request.RouteValues.TryGetValue("id", out var known) && Guid.TryParse((string?)known, out var given) ? given : Guid.NewGuid();
        http.Response.StatusCode = status;
        string? context = null;
        var request = (ReadOnlyMemory<byte>)http.Items[CallbackUriMember]!;
        if (!request.IsEmpty)
        {
            using var json = JsonDocument.Parse(request);
            context = json.RootElement.TryGetProperty("operationContext", out var given2) ? given2.GetString() : null;
            if (callbacks is not null && json.RootElement.TryGetProperty(CallbackUriMember, out var uri))
                callbacks.Uri = new(uri.GetString()!);
        }

        if (body is not null)
        {
            http.Response.ContentType = "application/json; charset=utf-8";
            await http.Response.Body.WriteAsync(body(id));
        }

        callbacks?.Post(id, events, context);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength is not > 0)
            return default;

        var buffer = new byte[request.ContentLength.Value];
        await request.Body.ReadExactlyAsync(buffer);
        return buffer;
    }

    private static bool IsSigned(HttpContext http, ReadOnlySpan<byte> body, byte[] key)
    {
        var headers = http.Request.Headers;
        var hash = Convert.ToBase64String(SHA256.HashData(body));
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var text = $"{http.Request.Method}\n{target}\n{headers["x-ms-date"]};{headers.Host};{hash}";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        return headers["x-ms-content-sha256"] == hash && headers.Authorization.ToString().EndsWith(signature, StringComparison.Ordinal);
    }
}
