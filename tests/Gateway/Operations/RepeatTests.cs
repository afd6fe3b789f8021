using CallGrains.Calls.Commands;
using CallGrains.Calls.Replies;
using CallGrains.Gateway.Tests.Bench;

namespace CallGrains.Gateway.Tests.Operations;

/// <summary>The repeatability headers.</summary>
public sealed class RepeatTests : IAsyncLifetime
{
    private const string Id = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    private const string Now = "Thu, 12 Mar 2026 10:00:00 GMT";
    private const string Body = """{"participantToRemove":{"rawId":"8:acs:x"}}""";
    private GatewayServer server = null!;

    public async Task InitializeAsync() => server = await GatewayServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData(Id, Now, "202")]
    [InlineData("3F2504E0-4F89-41D3-9A0C-0305E82C3301", Now, "202")]
    [InlineData(null, Now, "400 8523 Repeatability-Request-ID")]
    [InlineData("x", Now, "400 8523 Repeatability-Request-ID")]
    [InlineData("", Now, "400 8523 Repeatability-Request-ID")]
    [InlineData("00000000-0000-0000-0000-000000000000", Now, "400 8523 Repeatability-Request-ID")]
    [InlineData("{3f2504e0-4f89-41d3-9a0c-0305e82c3301}", Now, "400 8523 Repeatability-Request-ID")]
    [InlineData(Id, null, "400 8523 Repeatability-First-Sent")]
    [InlineData(Id, "2026-03-12T10:00:00Z", "400 8523 Repeatability-First-Sent")]
    [InlineData(Id, "Fri, 12 Mar 2026 10:00:00 GMT", "400 8523 Repeatability-First-Sent")]
    [InlineData(Id, "Thu, 12 Mar 2026 09:50:00 GMT", "202")]
    [InlineData(Id, "Thu, 12 Mar 2026 09:49:59 GMT", "412 8583 Repeatability-First-Sent")]
    [InlineData(Id, "Thu, 12 Mar 2026 10:05:00 GMT", "202")]
    [InlineData(Id, "Thu, 12 Mar 2026 10:05:01 GMT", "412 8583 Repeatability-First-Sent")]
    public async Task Headers_AreJudged(string? id, string? firstSent, string outcome)
    {
        var answer = await RemoveAsync(Body, id, firstSent);
        (answer.Code == 202 ? "202" : answer.Refusal).ShouldBe(outcome);
        answer.Headers.ContainsKey("Repeatability-Result").ShouldBe(answer.Code == 202);
    }

    [Fact]
    public async Task NoHeaders_NothingIsRememberedOrSaid()
    {
        var answer = await RemoveAsync(Body, null, null);
        answer.Headers.ContainsKey("Repeatability-Result").ShouldBeFalse();
        Commands<RemoveParticipant>().Single().Repeat.ShouldBeNull();
    }

    [Fact]
    public async Task Hash_OverOperationPathAndBody_TellsRequestsApart()
    {
        await RemoveAsync(Body, Id, Now);
        await RemoveAsync(Body, Id, "Thu, 12 Mar 2026 09:59:59 GMT");
        await RemoveAsync(Body + " ", Id, Now);
        await server.SendAsync("POST", $"/calling/callConnections/{server.Engine.OtherConnection}/participants:remove?{GatewayServer.Version}", Body, Headers(Id, Now));
        var hashes = Commands<RemoveParticipant>().Select(one => one.Repeat!.Hash).ToArray();
        hashes[1].ShouldBe(hashes[0]);
        hashes.Distinct().Count().ShouldBe(3);
        Commands<RemoveParticipant>().ShouldAllBe(one => one.Repeat!.RequestId == new Guid(Id));
    }

    [Fact]
    public async Task CreateCall_WithAnId_MeetsTheSameCall()
    {
        const string Create = """{"targets":[{"rawId":"8:acs:x"}],"callbackUri":"https://app.example/x"}""";
        var path = $"/calling/callConnections?{GatewayServer.Version}";
        for (var i = 0; i < 2; i++)
            (await server.SendAsync("POST", path, Create, Headers(Id, Now))).Headers["Repeatability-Result"].ShouldBe("accepted");
        for (var i = 0; i < 2; i++)
            await server.SendAsync("POST", path, Create);
        var calls = server.Engine.Asked.Select(one => one.Call).ToArray();
        calls[0].ShouldBe(server.Engine.Ids.KeyOf(new(Id)));
        calls.Distinct().Count().ShouldBe(3);
    }

    [Theory]
    [InlineData(404, "8522", true, "current")]
    [InlineData(400, "8585", true, "current")]
    [InlineData(429, "8516", true, "current")]
    [InlineData(429, "8516", false, "none")]
    [InlineData(400, "8523", true, "earlier")]
    [InlineData(503, "9001", true, "none")]
    [InlineData(503, "9001", false, "none")]
    public async Task Connect_EarlierCallOfTheGroup_HasTheLastWordUnlessItDoesNotKnow(int status, string code, bool saysSoItself, string connects)
    {
        var refusal = new Refusal(status, code, "No.") { CorrelationId = saysSoItself ? Guid.NewGuid() : null };
        server.Engine.Answer = (call, _) => call == server.Engine.OtherCall ? refusal : null;

        var answer = await ConnectAsync();

        answer.Code.ShouldBe(connects == "current" ? 200 : status, answer.Text);
        var connected = server.Engine.Asked.Where(static one => one.Command is ConnectCall).Select(static one => one.Call);
        connected.ShouldBe(connects switch
        {
            "current" => [server.Engine.SomeCall],
            "earlier" => [server.Engine.OtherCall],
            _ => [],
        });
    }

    [Fact]
    public async Task Connect_EarlierCallOfTheGroupIsAlive_ExecutesNothingThere()
    {
        server.Engine.Answer = (call, command) =>
            call == server.Engine.OtherCall && command is not ConnectCall ? new Refusal(400, "8585", "No.") { CorrelationId = Guid.NewGuid() } : null;

        var answer = await ConnectAsync();

        answer.Json.GetProperty("callConnectionId").GetString().ShouldBe(server.Engine.SomeConnection);
        server.Engine.Asked.Where(static one => one.Command is ConnectCall).Select(static one => one.Call).ShouldBe([server.Engine.SomeCall]);
    }

    [Theory]
    [InlineData("DELETE", "", null)]
    [InlineData("GET", "", null)]
    [InlineData("POST", ":hold", """{"targetParticipant":{"rawId":"8:acs:x"}}""")]
    [InlineData("POST", ":unhold", """{"targetParticipant":{"rawId":"8:acs:x"}}""")]
    public async Task OperationsWithoutRepeatability_PassTheHeadersOver(string method, string verb, string? body)
    {
        var answer = await server.SendAsync(method, $"/calling/callConnections/{server.Engine.SomeConnection}{verb}?{GatewayServer.Version}", body, Headers("x", "y"));
        answer.Code.ShouldBeInRange(200, 204);
        answer.Headers.ContainsKey("Repeatability-Result").ShouldBeFalse();
    }

    private static (string Name, string Value)[] Headers(string? id, string? firstSent) =>
    [
        .. id is null ? Array.Empty<(string, string)>() : [("Repeatability-Request-ID", id)],
        .. firstSent is null ? Array.Empty<(string, string)>() : [("Repeatability-First-Sent", firstSent)],
    ];

    private IEnumerable<T> Commands<T>() => server.Engine.Asked.Select(one => one.Command).OfType<T>();

    private Task<Answer> ConnectAsync()
    {
        const string Connect = """{"callLocator":{"groupCallId":"g"},"callbackUri":"https://app.example/x"}""";
        server.Engine.Groups["GroupCall/g"] = server.Engine.SomeCall;
        server.Engine.EarlierGroups["GroupCall/g"] = [server.Engine.OtherCall];
        return server.SendAsync("POST", $"/calling/callConnections:connect?{GatewayServer.Version}", Connect, Headers(Id, Now));
    }

    private Task<Answer> RemoveAsync(string body, string? id, string? firstSent) => server.SendAsync(
        "POST", $"/calling/callConnections/{server.Engine.SomeConnection}/participants:remove?{GatewayServer.Version}", body, Headers(id, firstSent));
}
