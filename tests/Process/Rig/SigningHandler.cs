using System.Security.Cryptography;
using System.Text;

namespace CallGrains.ProcessTests.Rig;

/// <summary>Signs requests with an access key, as the official clients do.</summary>
internal sealed class SigningHandler(string accessKey) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var hash = Convert.ToBase64String(SHA256.HashData(body));
        var date = TimeProvider.System.GetUtcNow().ToString("r");
        var uri = request.RequestUri!;
        var text = $"{request.Method}\n{uri.PathAndQuery}\n{date};{uri.Authority};{hash}";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(accessKey), Encoding.UTF8.GetBytes(text)));
        request.Headers.Add("x-ms-date", date);
        request.Headers.Add("x-ms-content-sha256", hash);
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}");
        return await base.SendAsync(request, cancellationToken);
    }
}
