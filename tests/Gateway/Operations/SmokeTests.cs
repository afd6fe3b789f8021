using Xunit.Abstractions;
using CallGrains.Gateway.Tests.Bench;

namespace CallGrains.Gateway.Tests.Operations;

public sealed class SmokeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Try()
    {
        await using var server = await GatewayServer.StartAsync();
        async Task Show(string method, string path, string? json = null)
        {
            var a = await server.SendAsync(method, path, json);
            output.WriteLine($"{method} {path} {json} => {a.Code} {a.Text} {string.Join(" ", a.Headers)}");
        }

        var v = "?api-version=2026-03-12";
        var c = server.Engine.SomeConnection;
        await Show("POST", "/calling/callConnections" + v, """{"targets":[{"rawId":"8:acs:bob"}],"callbackUri":"https://a.example/x"}""");
        await Show("POST", "/calling/callConnections" + v, """{"targets":[{"phoneNumber":{"value":"+1"}}],"callbackUri":"https://a.example/x"}""");
        await Show("POST", "/calling/callConnections" + v, """{"targets":[{"phoneNumber":{"value":5}}],"callbackUri":"https://a.example/x"}""");
        await Show("POST", "/calling/callConnections" + v, """{"target":[{"phoneNumber":{"value":5}}],"callbackUri":"https://a.example/x"}""");
        await Show("POST", "/calling/callConnections" + v, """{"callbackUri":"https://a.example/x","callbackUri":"https://a.example/x"}""");
        await Show("POST", "/calling/callConnections" + v, """{"callbackUri":"https://a.example/x",""");
        await Show("POST", "/calling/callConnections" + v, "\"\\ud800\"");
        await Show("POST", "/calling/callConnections" + v, """{"callbackUri":"\ud800","targets":[]}""");
        await Show("POST", "/calling/callConnections" + v, """{"targets":[null],"callbackUri":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}""");
        await Show("GET", $"/calling/callConnections/{c}{v}");
        await Show("DELETE", $"/calling/callConnections/{c}{v}");
        await Show("PUT", $"/calling/callConnections/{c}{v}");
        await Show("GET", $"/calling/callConnections/{c}:terminate{v}");
        await Show("POST", $"/calling/callConnections/{c}:terminate{v}");
        await Show("POST", $"/calling/callConnections/{c}:play{v}");
        await Show("POST", $"/calling/callConnections/{c}:nope{v}");
        await Show("GET", $"/calling/callConnections/{c}/participants{v}");
        await Show("GET", $"/calling/callConnections/{c}/participants/4%3A%2B14255550123{v}");
        await Show("GET", $"/calling/callConnections/{c}?api-version=2020-01-01");
        await Show("GET", $"/calling/callConnections/{c}/participants:add{v}");
        await Show("GET", "/nowhere");
        await Show("GET", "/health/live");
        await Show("GET", "/openapi/v1.json");
    }
}
