using System.Text.Json;

namespace CallGrains.LoadTest.Limits;

/// <summary>Answers a request the way the engine does, as far as bytes go.</summary>
/// <param name="key">The key of the signature; null when none is checked.</param>
/// <param name="callbacks">Posts what an operation causes; null when nothing is posted.</param>
internal sealed class LimitHandler(byte[]? key, CallbackLoop? callbacks)
{
    public async Task ServeAsync(HttpContext http)
    {
        var request = http.Request;
        if (LimitOperation.Find(request.Method, request.Path.Value!, out var id) is not { } operation)
        {
            http.Response.StatusCode = request.Path == LimitServer.ReadyPath ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
            return;
        }

        var body = await ReadAsync(request);
        if (key is not null && !LimitSignature.IsGood(http, body, key))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var (context, uri) = Read(body);
        if (callbacks is not null && uri is not null)
            callbacks.Uri = new(uri);

        await AnswerAsync(http, operation, id, context);
        callbacks?.Post(id, operation.Events, context);
    }

    // With its length and in one send: chunks would cost two.
    private static async Task AnswerAsync(HttpContext http, LimitOperation operation, Guid id, byte[] context)
    {
        var response = http.Response;
        response.StatusCode = operation.Status;
        response.Headers["X-Content-Type-Options"] = "nosniff";
        response.Headers["X-Microsoft-Skype-Chain-ID"] = id.ToString();
        if (HttpMethods.IsPost(http.Request.Method))
            response.Headers["Repeatability-Result"] = "accepted";
        if (operation.Answer is not { } template)
            return;

        var answer = template.Render(id, context);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = answer.Length;
        await response.Body.WriteAsync(answer);
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength is not > 0)
            return [];

        var buffer = new byte[request.ContentLength.Value];
        await request.Body.ReadExactlyAsync(buffer);
        return buffer;
    }

    // Every token is read: a server has to know that the whole is JSON.
    private static (byte[] Context, string? CallbackUri) Read(byte[] body)
    {
        byte[] context = [];
        string? uri = null;
        if (body.Length == 0)
            return (context, uri);

        var json = new Utf8JsonReader(body);
        while (json.Read())
        {
            if (json.CurrentDepth != 1 || json.TokenType != JsonTokenType.PropertyName)
                continue;

            if (json.ValueTextEquals("operationContext"u8) && json.Read())
                context = json.ValueSpan.ToArray();
            else if (json.ValueTextEquals("callbackUri"u8) && json.Read())
                uri = json.GetString();
        }

        return (context, uri);
    }
}
