using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CallGrains.LoadTest.Client;

/// <summary>Sends requests the way the official clients do: HMAC over method, target, date, host and the hash of the body.</summary>
internal sealed class SignedClient(ConnectionString connection, int maxConnections) : IDisposable
{
    private const string ApiVersion = "api-version=2026-03-12";
    private const string EmptyHash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = maxConnections,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
    });

    /// <summary>Looks at each response, where somebody wants more than status and body.</summary>
    public Action<HttpResponseMessage>? Inspect { get; init; }

    public Task<Answer> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, [], repeatable: false, cancellationToken);

    public Task<Answer> DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, path, [], repeatable: false, cancellationToken);

    public Task<Answer> PostAsync(string path, byte[] json, CancellationToken cancellationToken, Guid requestId = default) =>
        SendAsync(HttpMethod.Post, path, json, repeatable: true, cancellationToken, requestId);

    public Task<Answer> PutAsync(string path, byte[] json, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, path, json, repeatable: false, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(
        HttpMethod method, string path, byte[] body, bool repeatable, CancellationToken cancellationToken, Guid requestId = default)
    {
        var target = path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + ApiVersion;
        using var request = new HttpRequestMessage(method, new Uri(connection.Endpoint, target));
        Sign(request, target, body);
        if (repeatable)
        {
            request.Headers.TryAddWithoutValidation("Repeatability-Request-ID", (requestId == default ? Guid.NewGuid() : requestId).ToString("D"));
            request.Headers.TryAddWithoutValidation("Repeatability-First-Sent", request.Headers.GetValues("x-ms-date").Single());
        }

        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new("application/json");
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        Inspect?.Invoke(response);
        return new((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    private void Sign(HttpRequestMessage request, string target, byte[] body)
    {
        var date = TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        var host = connection.Endpoint.Authority;
        var hash = body.Length == 0 ? EmptyHash : Convert.ToBase64String(SHA256.HashData(body));
        var text = $"{request.Method}\n{target}\n{date};{host};{hash}";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(connection.AccessKey, Encoding.UTF8.GetBytes(text)));
        request.Headers.TryAddWithoutValidation("x-ms-date", date);
        request.Headers.TryAddWithoutValidation("x-ms-content-sha256", hash);
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}");
    }
}

/// <summary>What a server answered.</summary>
internal sealed record Answer(int Status, byte[] Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public string Text(string member)
    {
        using var json = JsonDocument.Parse(Body);
        return json.RootElement.GetProperty(member).GetString() ?? throw new InvalidDataException($"{member} is null.");
    }
}
