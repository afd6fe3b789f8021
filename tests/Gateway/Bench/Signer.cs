using System.Security.Cryptography;
using System.Text;

namespace CallGrains.Gateway.Tests.Bench;

/// <summary>Signs requests the way the official clients do, written from the contract alone.</summary>
public sealed record Signer(string AccessKey)
{
    public string DateHeader { get; init; } = "x-ms-date";

    public string[]? Order { get; init; }

    public void Sign(HttpRequestMessage request, DateTimeOffset now, byte[] body)
    {
        var date = now.ToString("r");
        var hash = Convert.ToBase64String(SHA256.HashData(body));
        var host = request.RequestUri!.Authority;
        request.Headers.Host = host;
        request.Headers.TryAddWithoutValidation(DateHeader, date);
        request.Headers.TryAddWithoutValidation("x-ms-content-sha256", hash);
        var order = Order ?? [DateHeader, "host", "x-ms-content-sha256"];
        var values = order.Select(name => name == DateHeader ? date : name == "host" ? host : hash);
        var text = $"{request.Method.Method}\n{request.RequestUri.PathAndQuery}\n{string.Join(';', values)}";
        using var mac = new HMACSHA256(Convert.FromBase64String(AccessKey));
        var signature = Convert.ToBase64String(mac.ComputeHash(Encoding.UTF8.GetBytes(text)));
        request.Headers.TryAddWithoutValidation("Authorization", $"HMAC-SHA256 SignedHeaders={string.Join(';', order)}&Signature={signature}");
    }
}
