using CallGrains.Calls.Identifiers;
using CallGrains.Embedded.Hosting;
using CallGrains.Gateway.Tests.Bench;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Gateway.Tests.Operations;

/// <summary>Requests that come again after the group has another call, in front of a real engine.</summary>
public sealed class GroupRepeatTests : IAsyncLifetime
{
    private const string People = """[{"rawId":"8:acs:x"},{"rawId":"8:acs:y"}]""";
    private const string Start = $$"""{"participants":{{People}},"groupCallId":"g"}""";
    private const string Incoming = """{"from":{"rawId":"4:+14255550123"},"to":{"rawId":"8:acs:alice"}}""";
    private EmbeddedHost _node = null!;
    private GatewayServer _server = null!;

    public async Task InitializeAsync()
    {
        var options = new EmbeddedOptions { Store = StoreKind.Memory, Clock = ClockKind.Virtual };
        _node = await EmbeddedHost.StartAsync(options, new(), TimeProvider.System, NullLoggerFactory.Instance);
        _server = await GatewayServer.StartAsync(_node);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _node.DisposeAsync();
    }

    [Theory]
    [InlineData("groupCallId")]
    [InlineData("roomId")]
    public async Task Connect_GroupHasAnotherCallByNow_IsAnsweredByTheCallThatExecutedIt(string member)
    {
        var start = $$"""{"participants":{{People}},"{{member}}":"g"}""";
        var id = Guid.NewGuid();
        await AcceptedAsync("/simulator/calls", start);
        var first = await ConnectAsync(member, id);
        await EndAsync(first);
        await AcceptedAsync("/simulator/calls", start);

        (await ConnectAsync(member, id)).ShouldBe(first);
        (await ConnectAsync(member, Guid.NewGuid())).ShouldNotBe(first);
    }

    [Fact]
    public async Task StartCall_ComesAgain_IsTheSameCall()
    {
        var id = Guid.NewGuid();
        var first = await AcceptedAsync("/simulator/calls", Start, id);

        (await AcceptedAsync("/simulator/calls", Start, id)).ShouldBe(first);
        (await _server.SendAsync("POST", "/simulator/calls", Start, Headers(Guid.NewGuid()))).Refusal.ShouldBe("409 8519 groupCallId");
    }

    [Fact]
    public async Task StartCall_ComesAgainWhenTheGroupHasAnotherCall_IsAnsweredByItsOwn()
    {
        var id = Guid.NewGuid();
        var first = await AcceptedAsync("/simulator/calls", Start, id);
        await EndAsync(await ConnectAsync("groupCallId", Guid.NewGuid()));
        var second = await AcceptedAsync("/simulator/calls", Start);

        (await AcceptedAsync("/simulator/calls", Start, id)).ShouldBe(first);

        second.ShouldNotBe(first);
        (await _node.Engine.FindGroupCallAsync(new(Calls.Ids.GroupLocatorKind.GroupCall, "g"))).ShouldNotBeNull();
        (await _server.SendAsync("POST", "/simulator/calls", Start)).Refusal.ShouldBe("409 8519 groupCallId");
    }

    [Fact]
    public async Task PlaceIncomingCall_ComesAgain_RingsOnce()
    {
        (await _node.Simulator.PutBehaviorAsync(CommunicationIdentifier.Parse("8:acs:alice"), new() { Kind = Endpoints.Behaviors.BehaviorKind.Phone }))
            .ShouldBe(Endpoints.Simulator.ActResult.Done);
        var id = Guid.NewGuid();
        var first = await AcceptedAsync("/simulator/incomingCalls", Incoming, id);

        (await AcceptedAsync("/simulator/incomingCalls", Incoming, id)).ShouldBe(first);

        await _node.Clock!.AdvanceAsync(TimeSpan.FromSeconds(1));
        var ringing = await _node.Simulator.ListAttachmentsAsync(CommunicationIdentifier.Parse("8:acs:alice"), 10);
        ringing.ShouldHaveSingleItem();
        (await _server.SendAsync("POST", "/simulator/incomingCalls", Incoming.Replace("alice", "bob", StringComparison.Ordinal), Headers(id)))
            .Refusal.ShouldBe("400 8523 Repeatability-Request-ID");
    }

    private static (string, string)[] Headers(Guid id) =>
        [("Repeatability-Request-ID", id.ToString("D")), ("Repeatability-First-Sent", "Thu, 12 Mar 2026 10:00:00 GMT")];

    private async Task<string> AcceptedAsync(string path, string body, Guid? id = null)
    {
        var answer = await _server.SendAsync("POST", path, body, id is { } known ? Headers(known) : []);
        answer.Code.ShouldBe(201, answer.Text);
        answer.Headers.ContainsKey("Repeatability-Result").ShouldBe(id is not null);
        return answer.Json.GetProperty("serverCallId").GetString()!;
    }

    private async Task<string> ConnectAsync(string member, Guid id)
    {
        var body = $$"""{"callLocator":{"{{member}}":"g"},"callbackUri":"https://app.example/x"}""";
        var answer = await _server.SendAsync("POST", $"/calling/callConnections:connect?{GatewayServer.Version}", body, Headers(id));
        answer.Code.ShouldBe(200, answer.Text);
        return answer.Json.GetProperty("callConnectionId").GetString()!;
    }

    private async Task EndAsync(string connection)
    {
        var answer = await _server.SendAsync("POST", $"/calling/callConnections/{connection}:terminate?{GatewayServer.Version}");
        answer.Code.ShouldBe(204, answer.Text);
        await _node.Clock!.AdvanceAsync(TimeSpan.FromSeconds(1));
    }
}
