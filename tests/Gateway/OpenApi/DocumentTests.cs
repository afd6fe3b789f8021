using System.Text.Json;
using CallGrains.Gateway.Tests.Bench;

namespace CallGrains.Gateway.Tests.OpenApi;

/// <summary>The OpenAPI document says what the gateway does.</summary>
public sealed class DocumentTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Document_EveryOperation_IsDescribed()
    {
        var document = (await gateway.Server.SendAsync("GET", "/openapi/v1.json")).Json;
        var operations = Operations(document).ToArray();
        operations.Length.ShouldBe(39);
        operations.Select(one => one.Id).Distinct().Count().ShouldBe(operations.Length);
        foreach (var (path, _, id, operation) in operations)
        {
            var parameters = (operation.TryGetProperty("parameters", out var given) ? given.EnumerateArray().ToArray() : []).Select(one => $"{one.GetProperty("in").GetString()}:{one.GetProperty("name").GetString()}").ToArray();
            parameters.Contains("query:api-version").ShouldBe(path.StartsWith("/calling/callConnections", StringComparison.Ordinal), id);
            parameters.Count(one => one.StartsWith("path:", StringComparison.Ordinal)).ShouldBe(path.Count(c => c == '{'), id);
        }

        operations.Count(one => one.Operation.TryGetProperty("requestBody", out _)).ShouldBe(18);
    }

    [Fact]
    public async Task Document_EveryExample_IsAccepted()
    {
        var server = gateway.Server;
        server.Engine.Groups["GroupCall/standup"] = server.Engine.SomeCall;
        var document = (await server.SendAsync("GET", "/openapi/v1.json")).Json;
        var sent = 0;
        foreach (var (path, method, id, operation) in Operations(document))
        {
            if (!operation.TryGetProperty("requestBody", out var body))
                continue;

            var example = body.GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText()
                .Replace("<from the IncomingCall event>", server.Engine.SomeContext, StringComparison.Ordinal)
                .Replace("5a9248c0-288e-8dc8-8243-5f50000586c7", server.Engine.OtherConnection, StringComparison.Ordinal)
                .Replace("\\u002B", "+", StringComparison.Ordinal);
            var target = path.Replace("{callConnectionId}", server.Engine.SomeConnection, StringComparison.Ordinal)
                .Replace("{rawId}", "8%3Aacs%3Ax", StringComparison.Ordinal).Replace("{name}", "app", StringComparison.Ordinal);
            var answer = await server.SendAsync(method, $"{target}?{GatewayServer.Version}", example);
            var outcome = id switch
            {
                // These three ask the world outside: a clock that is not virtual, a receiver that is not there, a group that has a call.
                "Simulator_AdvanceClock" => "409 8519 clock",
                "EventSubscriptions_Put" => "400 8523 url",
                "Simulator_StartCall" => "409 8519 groupCallId",
                _ => null,
            };
            (answer.Code < 300 ? null : answer.Refusal).ShouldBe(outcome, $"{id}: {answer.Text}");
            sent++;
        }

        sent.ShouldBe(18);
    }

    private static IEnumerable<(string Path, string Method, string Id, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        select (path.Name, method.Name.ToUpperInvariant(), method.Value.GetProperty("operationId").GetString()!, method.Value);
}
