using CallGrains.Calls.Ids;
using CallGrains.Embedded.Hosting;
using CallGrains.Gateway.Tests.Bench;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace CallGrains.Gateway.Tests.Generated;

/// <summary>Thousands of wrong requests: always a 4xx in the one shape, and the engine is never asked to change anything.</summary>
public sealed class GeneratedRequestTests(ITestOutputHelper output)
{
    private const int Seed = 20260312;
    private const int Requests = 6_000;
    private const string Bob = """{"rawId":"8:acs:bob"}""";
    private const string Uri = "\"https://app.example/events\"";

    private static readonly (string, string)[] Unlimited = [("RateLimit:PermitsPerSecond", "1000000"), ("RateLimit:Burst", "1000000")];

    [Fact]
    public async Task WrongRequests_ByTheThousands_NeverReachTheEngine()
    {
        await using var server = await GatewayServer.StartAsync(Unlimited);
        await AllAreRefusedAsync(server, GoodBodies(server.Ids), Requests);
        server.Engine.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task WrongRequests_RealEngine_AreAllRefusedInOneShape()
    {
        var options = new EmbeddedOptions { Store = StoreKind.Memory };
        await using var node = await EmbeddedHost.StartAsync(options, new(), TimeProvider.System, NullLoggerFactory.Instance);
        await using var server = await GatewayServer.StartAsync(node, Unlimited);
        await AllAreRefusedAsync(server, GoodBodies(server.Ids), 1_000);

        // Well-formed, with ids as the engine makes them, of calls that never were.
        foreach (var (path, body) in GoodBodies(server.Ids).Where(good => good.Path != "/calling/callConnections"))
        {
            var answer = await server.SendAsync("POST", $"{path}?{GatewayServer.Version}", body);
            answer.Code.ShouldBeInRange(400, 499, $"{path}: {answer.Text}");
            answer.Error.GetProperty("target").GetString().ShouldNotBeNullOrEmpty(path);
        }
    }

    private async Task AllAreRefusedAsync(GatewayServer server, (string Path, string Body)[] good, int requests)
    {
        var generate = new Generator(server, good);
        var statuses = new SortedDictionary<int, int>();
        for (var number = 0; number < requests; number++)
        {
            var random = new Random(Seed + number);
            var (request, what) = generate.Next(random);
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

        // Nothing of one kind alone, and the gateway is as it was before.
        new[] { 400, 401, 404, 405, 412, 413, 415 }.ShouldBeSubsetOf(statuses.Keys);
        (await server.SendAsync("GET", "/health/live")).Code.ShouldBe(200);
    }

    private static (string Path, string Body)[] GoodBodies(CallIds ids)
    {
        var call = ids.KeyOfRandom(new("3f2504e0-4f89-41d3-9a0c-0305e82c3301"));
        var other = ids.Connection(new(ids.KeyOfRandom(new("4f2504e0-4f89-41d3-9a0c-0305e82c3302")), 1));
        var context = ids.IncomingContext(new(call, 1));
        var leg = $"/calling/callConnections/{ids.Connection(new(call, 1))}";
        return
        [
            ("/calling/callConnections", $$"""{"targets":[{{Bob}}],"callbackUri":{{Uri}}}"""),
            ("/calling/callConnections:answer", $$"""{"incomingCallContext":"{{context}}","callbackUri":{{Uri}}}"""),
            ("/calling/callConnections:redirect", $$"""{"incomingCallContext":"{{context}}","target":{{Bob}}}"""),
            ("/calling/callConnections:connect", $$$"""{"callLocator":{"serverCallId":"{{{ids.ServerCall(call)}}}"},"callbackUri":{{{Uri}}}}"""),
            ($"{leg}:transferToParticipant", $$"""{"targetParticipant":{{Bob}}}"""),
            ($"{leg}/participants:add", $$"""{"participantToAdd":{{Bob}}}"""),
            ($"{leg}/participants:remove", $$"""{"participantToRemove":{{Bob}}}"""),
            ($"{leg}/participants:cancelAddParticipant", """{"invitationId":"i"}"""),
            ($"{leg}/participants:mute", $$"""{"targetParticipants":[{{Bob}}]}"""),
            ($"{leg}/participants:moveHere", $$"""{"targetParticipants":[{{Bob}}],"fromCall":"{{other}}"}"""),
        ];
    }
}
