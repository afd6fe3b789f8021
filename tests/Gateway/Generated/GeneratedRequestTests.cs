using System.Globalization;
using System.Text;
using CallGrains.Gateway.Tests.Bench;
using Xunit.Abstractions;

namespace CallGrains.Gateway.Tests.Generated;

/// <summary>Thousands of wrong requests: always a 4xx in the one shape, and the engine is never asked to change anything.</summary>
public sealed class GeneratedRequestTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Seed = 20260312;
    private const int Requests = 6_000;
    private const string Bob = """{"rawId":"8:acs:bob"}""";
    private const string Uri = "\"https://app.example/events\"";

    private GatewayServer server = null!;

    public async Task InitializeAsync() => server = await GatewayServer.StartAsync(("RateLimit:PermitsPerSecond", "1000000"), ("RateLimit:Burst", "1000000"));

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task WrongRequests_ByTheThousands_AreAllRefusedInOneShape()
    {
        var statuses = new SortedDictionary<int, int>();
        for (var number = 0; number < Requests; number++)
        {
            var random = new Random(Seed + number);
            var (request, what) = Generate(random);
            Answer answer;
            try
            {
                answer = await server.SendAsync(request);
            }
            catch (HttpRequestException fault)
            {
                throw new InvalidOperationException($"Request {number} (seed {Seed + number}) got no answer: {what}", fault);
            }

            var told = $"request {number} (seed {Seed + number}): {what} => {answer.Code} {answer.Text}";
            answer.Code.ShouldBeInRange(400, 499, told);
            answer.Text.ShouldStartWith("{\"error\":{", Case.Sensitive, told);
            answer.Error.GetProperty("code").GetString().ShouldNotBeNullOrEmpty(told);
            answer.Error.GetProperty("message").GetString().ShouldNotBeNullOrEmpty(told);
            answer.Error.GetProperty("target").GetString().ShouldNotBeNullOrEmpty(told);
            statuses[answer.Code] = statuses.GetValueOrDefault(answer.Code) + 1;
        }

        output.WriteLine(string.Join(", ", statuses.Select(pair => $"{pair.Key}: {pair.Value}")));
        server.Engine.Asked.ShouldBeEmpty();

        // Nothing of one kind alone, and the gateway is as it was before.
        new[] { 400, 401, 404, 405, 412, 413, 415 }.ShouldBeSubsetOf(statuses.Keys);
        (await server.SendAsync("GET", $"/calling/callConnections/{server.Engine.SomeConnection}?{GatewayServer.Version}")).Code.ShouldBe(200);
    }

    private (HttpRequestMessage Request, string What) Generate(Random random)
    {
        var (path, good) = Good()[random.Next(Good().Length)];
        switch (random.Next(10))
        {
            case 0:
                return Signed("POST", path + "?api-version=" + Text(random), good);
            case 1:
                return Unsigned(path, good, random);
            case 2:
                return Signed("POST", $"{path}?{GatewayServer.Version}", good, ("Repeatability-Request-ID", Text(random)), ("Repeatability-First-Sent", Date(random)));
            case 3:
                return Signed("POST", $"{path}?{GatewayServer.Version}", good, ("Repeatability-Request-ID", Guid.NewGuid().ToString()), ("Repeatability-First-Sent", Date(random)));
            case 4 when random.Next(2) == 0:
                return Signed(Pick(random, "GET", "PUT", "DELETE", "PATCH", "PURGE"), $"{path}?{GatewayServer.Version}", null);
            case 4:
                return Signed(Pick(random, "GET", "PUT", "POST", "DELETE", "PATCH", "PURGE"), $"/calling/{Pick(random, "", "callConnections/", "keys/", "recordings")}{Text(random)}/{Text(random)}?{GatewayServer.Version}", null);
            case 5:
                return Signed("POST", $"/calling/callConnections/{Guid.NewGuid()}{Pick(random, ":terminate", ":hold", "/participants:add", "/participants:moveHere")}?{GatewayServer.Version}", good);
            case 6:
                return Signed("POST", $"{path}?{GatewayServer.Version}", good, ("Content-Type", Pick(random, "text/plain", "application/xml", "image/png")));
            case 7 when random.Next(20) == 0:
                return Signed("POST", $"{path}?{GatewayServer.Version}", new string('x', random.Next(300_000, 10_000_000)));
            default:
                return Signed("POST", $"{path}?{GatewayServer.Version}", Mutations.Spoil(good, random));
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

    private (string Path, string Body)[] Good()
    {
        var engine = server.Engine;
        var leg = $"/calling/callConnections/{engine.SomeConnection}";
        return
        [
            ("/calling/callConnections", $$"""{"targets":[{{Bob}}],"callbackUri":{{Uri}}}"""),
            ("/calling/callConnections:answer", $$"""{"incomingCallContext":"{{engine.SomeContext}}","callbackUri":{{Uri}}}"""),
            ("/calling/callConnections:redirect", $$"""{"incomingCallContext":"{{engine.SomeContext}}","target":{{Bob}}}"""),
            ("/calling/callConnections:connect", $$$"""{"callLocator":{"serverCallId":"{{{engine.Ids.ServerCall(engine.SomeCall)}}}"},"callbackUri":{{{Uri}}}}"""),
            ($"{leg}:transferToParticipant", $$"""{"targetParticipant":{{Bob}}}"""),
            ($"{leg}/participants:add", $$"""{"participantToAdd":{{Bob}}}"""),
            ($"{leg}/participants:remove", $$"""{"participantToRemove":{{Bob}}}"""),
            ($"{leg}/participants:cancelAddParticipant", """{"invitationId":"i"}"""),
            ($"{leg}/participants:mute", $$"""{"targetParticipants":[{{Bob}}]}"""),
            ($"{leg}/participants:moveHere", $$"""{"targetParticipants":[{{Bob}}],"fromCall":"{{engine.OtherConnection}}"}"""),
        ];
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
