using CallGrains.Calls.Commands;
using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;
using CallGrains.Gateway.Tests.Bench;
using NSubstitute;

namespace CallGrains.Gateway.Tests.Simulator;

public sealed class SimulatorTests : IAsyncLifetime
{
    private static readonly CommunicationIdentifier Alice = CommunicationIdentifier.Parse("8:acs:alice");
    private GatewayServer server = null!;

    public async Task InitializeAsync() => server = await GatewayServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("answer", BehaviorKind.Answer)]
    [InlineData("noAnswer", BehaviorKind.NoAnswer)]
    [InlineData("app", BehaviorKind.App)]
    public async Task PutEndpoint_Behavior_IsSet(string name, BehaviorKind kind)
    {
        var answer = await server.SendAsync("PUT", "/simulator/endpoints/8%3Aacs%3Aalice", $$"""{"behavior":"{{name}}","afterMs":5,"hangUpAfterMs":null}""");
        (answer.Code, answer.Text).ShouldBe((200, $$"""{"rawId":"8:acs:alice","behavior":"{{name}}","afterMs":5,"origin":"api"}"""));
        await server.Simulator.Received().PutBehaviorAsync(Alice, new() { Kind = kind, AfterMs = 5 }, Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData(true, "configuration")]
    [InlineData(false, "api")]
    public async Task GetEndpoint_OfItsOwn_SaysWhereItComesFrom(bool isPreset, string origin)
    {
        server.Simulator.FindBehaviorAsync(Alice, Arg.Any<CancellationToken>()).Returns(new EndpointBehavior { Kind = BehaviorKind.Busy });
        server.Simulator.IsPresetAsync(Alice, Arg.Any<CancellationToken>()).Returns(isPreset);

        (await server.SendAsync("GET", "/simulator/endpoints/8%3Aacs%3Aalice")).Json.GetProperty("origin").GetString().ShouldBe(origin);
    }

    [Theory]
    [InlineData("PUT", "endpoints/8%3Aacs%3Aalice", """{}""", "400 8523 behavior")]
    [InlineData("PUT", "endpoints/8%3Aacs%3Aalice", """{"behavior":"Answer"}""", "400 8523 behavior")]
    [InlineData("PUT", "endpoints/8%3Aacs%3Aalice", """{"behavior":"answer","afterMs":-1}""", "400 8523 afterMs")]
    [InlineData("PUT", "endpoints/8%3Aacs%3Aalice", """{"behavior":"answer","hangUpAfterMs":86400001}""", "400 8523 hangUpAfterMs")]
    [InlineData("PUT", "endpoints/8%3Aacs%3Aalice", """{"behavior":"answer","x":1}""", "400 8523 x")]
    [InlineData("PUT", "endpoints/4%3Ax", """{"behavior":"answer"}""", "400 8523 rawId")]
    [InlineData("POST", "endpoints/8%3Aacs%3Aalice:dance", null, "405 8520 method")]
    [InlineData("POST", "nowhere", null, "404 8522 path")]
    [InlineData("GET", "attachments?limit=0", null, "400 8523 limit")]
    [InlineData("POST", "incomingCalls", """{"to":{"rawId":"8:acs:x"}}""", "400 8523 from")]
    [InlineData("POST", "incomingCalls", """{"from":{"rawId":"8:acs:x"}}""", "400 8523 to")]
    [InlineData("POST", "incomingCalls", """{"from":{"rawId":"8:acs:x"},"to":{"rawId":"8:acs:x"}}""", "400 8523 to")]
    [InlineData("POST", "incomingCalls", """{"from":{"rawId":"8:acs:x"},"to":{"rawId":"8:acs:y"},"customContext":{"x":1}}""", "400 8523 customContext.x")]
    [InlineData("POST", "calls", """{"participants":[]}""", "400 8523 participants")]
    [InlineData("POST", "calls", """{"participants":[{"rawId":"8:acs:x"}],"roomId":"r","groupCallId":"g"}""", "400 8523 roomId")]
    [InlineData("POST", "clock:advance", """{"seconds":1}""", "409 8519 clock")]
    [InlineData("POST", "clock:advance", """{"seconds":-1}""", "400 8523 seconds")]
    [InlineData("POST", "clock:advance", """{"seconds":1e99}""", "400 8523 seconds")]
    [InlineData("POST", "clock:advance", """{}""", "400 8523 seconds")]
    [InlineData("PUT", "eventSubscriptions/app", """{}""", "400 8523 url")]
    [InlineData("PUT", "eventSubscriptions/app", """{"url":"nowhere"}""", "400 8523 url")]
    [InlineData("PUT", "eventSubscriptions/app", """{"url":"https://a.example/","schema":"x"}""", "400 8523 schema")]
    [InlineData("PUT", "eventSubscriptions/a.b", """{"url":"https://a.example/"}""", "400 8523 name")]
    [InlineData("PUT", "eventSubscriptions/app", """{"url":"http://127.0.0.1:1/"}""", "400 8523 url")]
    [InlineData("GET", "eventSubscriptions/none", null, "404 8522 name")]
    [InlineData("DELETE", "eventSubscriptions/none", null, "404 8522 name")]
    [InlineData("GET", "eventSubscriptions/none:validate?code=x", null, "404 8522 code")]
    public async Task Request_Wrong_IsRefusedNamingTheField(string method, string path, string? body, string refusal) =>
        (await server.SendAsync(method, $"/simulator/{path}", body)).Refusal.ShouldBe(refusal);

    [Theory]
    [InlineData(ActResult.Done, 204)]
    [InlineData(ActResult.Nobody, 404)]
    [InlineData(ActResult.Conflict, 409)]
    [InlineData(ActResult.Unavailable, 503)]
    public async Task Act_Result_BecomesAStatus(ActResult result, int status)
    {
        server.Simulator.AcceptAsync(Alice, Arg.Any<CancellationToken>()).Returns(result);
        server.Simulator.DeclineAsync(Alice, Arg.Any<CancellationToken>()).Returns(result);
        server.Simulator.HangUpAsync(Alice, Arg.Any<CancellationToken>()).Returns(result);
        foreach (var verb in new[] { "accept", "decline", "hangUp" })
            (await server.SendAsync("POST", $"/simulator/endpoints/8%3Aacs%3Aalice:{verb}")).Code.ShouldBe(status);
    }

    [Fact]
    public async Task Act_CannotBeStored_IsTheCodeOfAllThatCannot()
    {
        server.Simulator.AcceptAsync(Alice, Arg.Any<CancellationToken>()).Returns(ActResult.Unavailable);

        var answer = await server.SendAsync("POST", "/simulator/endpoints/8%3Aacs%3Aalice:accept");

        answer.Refusal.ShouldBe("503 9001 rawId");
        answer.Headers.ContainsKey("Retry-After").ShouldBeTrue();
    }

    [Fact]
    public async Task ListAttachments_Ringing_IsShown()
    {
        var call = server.Engine.SomeCall;
        server.Simulator.ListAttachmentsAsync(null, 10, Arg.Any<CancellationToken>()).Returns(
            [new(Guid.NewGuid(), Alice, AttachmentStatus.Ringing, call, BehaviorKind.Phone, server.Time.Now, CommunicationIdentifier.Parse("4:+14255550123"), "Bob")]);
        var one = (await server.SendAsync("GET", "/simulator/attachments?limit=10")).Json.GetProperty("value")[0];
        one.GetProperty("status").GetString().ShouldBe("ringing");
        one.GetProperty("from").GetString().ShouldBe("4:+14255550123");
        one.GetProperty("serverCallId").GetString().ShouldBe(server.Engine.Ids.ServerCall(call));
    }

    [Fact]
    public async Task PlaceCalls_Accepted_GiveTheIdsOfTheCall()
    {
        var incoming = await server.SendAsync("POST", "/simulator/incomingCalls", """
            {"from":{"rawId":"4:+14255550123"},"to":{"rawId":"8:acs:alice"},"callerDisplayName":"Bob","customContext":{"voipHeaders":{"a":"b"}}}
            """);
        incoming.Code.ShouldBe(201, incoming.Text);
        var (call, command) = server.Engine.Asked.Single();
        command.ShouldBeOfType<PlaceIncomingCall>().CustomContext.ShouldBe("""{"voipHeaders":{"a":"b"}}""");
        incoming.Json.GetProperty("serverCallId").GetString().ShouldBe(server.Engine.Ids.ServerCall(call));
        incoming.Json.GetProperty("correlationId").GetGuid().ShouldBe(server.Engine.Ids.Correlation(call));
    }

    [Fact]
    public async Task StartCall_GroupThatHasOne_IsAConflict()
    {
        const string Body = """{"participants":[{"rawId":"8:acs:x"},{"rawId":"8:acs:y"}],"groupCallId":"g"}""";
        (await server.SendAsync("POST", "/simulator/calls", Body)).Code.ShouldBe(201);
        (await server.SendAsync("POST", "/simulator/calls", Body)).Refusal.ShouldBe("409 8519 groupCallId");
    }

    [Fact]
    public async Task Simulator_SwitchedOff_IsNotThere()
    {
        await using var off = await GatewayServer.StartAsync(("Simulator:Enabled", "false"));
        (await off.SendAsync("GET", "/simulator/endpoints")).Refusal.ShouldBe("404 8522 path");
        off.Log.ListAsync(default!, default).ReturnsForAnyArgs(new CallGrains.Delivery.Log.DeliveryPage([], null));
        (await off.SendAsync("GET", "/operations/deliveries")).Code.ShouldBe(200);
    }
}
