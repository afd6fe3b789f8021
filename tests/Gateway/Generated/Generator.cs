using System.Globalization;
using System.Text;
using CallGrains.Gateway.Tests.Bench;

namespace CallGrains.Gateway.Tests.Generated;

/// <summary>Makes requests of which each is wrong in some way.</summary>
/// <param name="server">Whom they are for.</param>
/// <param name="good">Bodies that would be accepted.</param>
internal sealed class Generator(GatewayServer server, (string Path, string Body)[] good)
{
    /// <summary>The next request, the same for the same seed.</summary>
    public (HttpRequestMessage Request, string What) Next(Random random)
    {
        var (path, body) = good[random.Next(good.Length)];
        switch (random.Next(10))
        {
            case 0:
                return Signed("POST", path + "?api-version=" + Text(random), body);
            case 1:
                return Unsigned(path, body, random);
            case 2:
                return Signed("POST", $"{path}?{GatewayServer.Version}", body, ("Repeatability-Request-ID", Text(random)), ("Repeatability-First-Sent", Date(random)));
            case 3:
                return Signed("POST", $"{path}?{GatewayServer.Version}", body, ("Repeatability-Request-ID", new Guid(Bytes(random, 16)).ToString()), ("Repeatability-First-Sent", Date(random)));
            case 4 when random.Next(2) == 0:
                return Signed(Pick(random, "GET", "PUT", "DELETE", "PATCH", "PURGE"), $"{path}?{GatewayServer.Version}", null);
            case 4:
                return Signed(Pick(random, "GET", "PUT", "POST", "DELETE", "PATCH", "PURGE"), $"/calling/{Pick(random, "", "callConnections/", "keys/", "recordings")}{Text(random)}/{Text(random)}?{GatewayServer.Version}", null);
            case 5:
                return Signed("POST", $"/calling/callConnections/{new Guid(Bytes(random, 16))}{Pick(random, ":terminate", ":hold", "/participants:add", "/participants:moveHere")}?{GatewayServer.Version}", body);
            case 6:
                return Signed("POST", $"{path}?{GatewayServer.Version}", body, ("Content-Type", Pick(random, "text/plain", "application/xml", "image/png")));
            case 7 when random.Next(20) == 0:
                return Signed("POST", $"{path}?{GatewayServer.Version}", new string('x', random.Next(300_000, 10_000_000)));
            default:
                return Signed("POST", $"{path}?{GatewayServer.Version}", Mutations.Spoil(body, random));
        }
    }

    private (HttpRequestMessage Request, string What) Signed(string method, string path, string? body, params (string Name, string Value)[] headers)
    {
        var bytes = body is null ? null : Encoding.UTF8.GetBytes(body);
        var request = server.Request(method, path, bytes, headers);
        server.Signer.Sign(request, server.Time.Now, bytes ?? []);
        return (request, $"{method} {path} {body?[..Math.Min(body.Length, 300)]} {string.Join(' ', headers)}");
    }

    private (HttpRequestMessage Request, string What) Unsigned(string path, string body, Random random)
    {
        var authorization = random.Next(5) switch
        {
            0 => $"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={Convert.ToBase64String(Bytes(random, 32))}",
            1 => $"HMAC-SHA256 {Text(random)}",
            2 => $"Bearer {Text(random)}.{Text(random)}.{Text(random)}",
            3 => $"Bearer {Convert.ToBase64String(Bytes(random, random.Next(200)))}",
            _ => Text(random),
        };
        var request = server.Request(
            "POST", $"{path}?{GatewayServer.Version}", Encoding.UTF8.GetBytes(body),
            ("Authorization", authorization), ("x-ms-date", Date(random)), ("x-ms-content-sha256", Text(random)));
        return (request, $"POST {path} {authorization}");
    }

    private static string Date(Random random) => Pick(
        random,
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(3_600 * 24 * 60)).ToString("r", CultureInfo.InvariantCulture),
        Text(random),
        "Thu, 99 Mar 2026 10:00:00 GMT");

    // Letters, digits and what may stand unencoded in headers and paths alike.
    private static string Text(Random random) =>
        new([.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => "abcxyz0189-_.~!$'()*+,;=@:"[random.Next(26)]), 'q']);

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];
}
