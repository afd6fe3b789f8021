using System.Collections.Immutable;
using System.Diagnostics;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Gateway.Tests.Bench;

namespace CallGrains.Gateway.Tests.Operations;

/// <summary>What is accepted: the command the call is given, the status and the body of the answer.</summary>
public sealed class AcceptedTests : IAsyncLifetime
{
    private const string Uri = "https://app.example/events";
    private GatewayServer server = null!;

    private FakeEngine Engine => server.Engine;

    public async Task InitializeAsync() => server = await GatewayServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task CreateCall_EveryField_ReachesTheCall()
    {
        var answer = await PostAsync("/calling/callConnections", $$$$"""
            {"targets":[{"rawId":"8:acs:bob"},{"phoneNumber":{"value":"+14255550123"}}],"sourceCallerIdNumber":{"value":"+14255550199"},
             "sourceDisplayName":"Desk","source":{"id":"8:acs:app"},"operationContext":"ctx","callbackUri":"{{{{Uri}}}}",
             "callIntelligenceOptions":{"cognitiveServicesEndpoint":"https://ai.example/"},
             "mediaStreamingOptions":{"transportType":"websocket","audioChannelType":"mixed","transportUrl":"wss://x.example/","contentType":"audio","later":1},
             "transcriptionOptions":{"transportType":"websocket","locale":"en-US","transportUrl":"wss://x.example/"}}
            """);
        answer.Code.ShouldBe(201);
        answer.Json.GetProperty("callConnectionState").GetString().ShouldBe("connecting");
        answer.Json.TryGetProperty("serverCallId", out _).ShouldBeFalse();
        answer.Headers["X-Microsoft-Skype-Chain-ID"].ShouldBe(answer.Json.GetProperty("correlationId").GetString());
        answer.Headers["Content-Type"].ShouldBe("application/json; charset=utf-8");
        var command = Single<CreateCall>();
        command.Targets.Select(one => one.RawId).ShouldBe(["8:acs:bob", "4:+14255550123"]);
        command.SourceCallerIdNumber!.RawId.ShouldBe("4:+14255550199");
        command.Source!.RawId.ShouldBe("8:acs:app");
        (command.SourceDisplayName, command.OperationContext, command.CallbackUri).ShouldBe(("Desk", "ctx", Uri));
        command.Repeat.ShouldBeNull();
    }

    [Fact]
    public async Task Mute_TeamsExtensionUser_ReachesTheCall()
    {
        var answer = await PostAsync(
            $"/calling/callConnections/{Engine.SomeConnection}/participants:mute",
            """{"targetParticipants":[{"teamsExtensionUser":{"userId":"u","tenantId":"t","resourceId":"r"}}]}""");

        answer.Code.ShouldBe(200);
        Single<MuteParticipants>().Participants.Single().RawId.ShouldBe("8:acs:r_t_u");
    }

    [Fact]
    public async Task AnyOperation_StoreFails_IsARetryableRefusal()
    {
        Engine.Answer = static (_, _) => throw new IOException("The disk is full.");

        var answer = await PostAsync($"/calling/callConnections/{Engine.SomeConnection}:terminate", "");

        answer.Code.ShouldBe(503);
        answer.Headers["Retry-After"].ShouldNotBeNullOrEmpty();
        answer.Json.GetProperty("error").GetProperty("code").GetString().ShouldBe("9001");
    }

    [Theory]
    [InlineData("""{"rawId":"8:acs:a"}""", "8:acs:a")]
    [InlineData("""{"communicationUser":{"id":"8:acs:a","more":1},"more":2}""", "8:acs:a")]
    [InlineData("""{"kind":"unknown","rawId":"17:whatever"}""", "17:whatever")]
    [InlineData("""{"phoneNumber":{"value":"anonymous"}}""", "4:anonymous")]
    [InlineData("""{"phoneNumber":{"value":"+14255550123","assertedId":"a1"}}""", "4:+14255550123_a1")]
    [InlineData("""{"phoneNumber":{"value":"911"}}""", "4:911")]
    [InlineData("""{"microsoftTeamsUser":{"userId":"u"}}""", "8:orgid:u")]
    [InlineData("""{"microsoftTeamsUser":{"userId":"u","cloud":"gcch"},"rawId":"8:gcch:u","kind":"microsoftTeamsUser"}""", "8:gcch:u")]
    [InlineData("""{"microsoftTeamsUser":{"userId":"u","isAnonymous":true}}""", "8:teamsvisitor:u")]
    [InlineData("""{"microsoftTeamsApp":{"appId":"a","cloud":"dod"}}""", "28:dod:a")]
    [InlineData("""{"teamsExtensionUser":{"userId":"u","tenantId":"t","resourceId":"r"}}""", "8:acs:r_t_u")]
    [InlineData("""{"teamsExtensionUser":{"userId":"u","tenantId":"t","resourceId":"r"},"rawId":"8:spool:r_t_u"}""", "8:spool:r_t_u")]
    public async Task Identifier_EveryForm_IsUnderstood(string identifier, string rawId)
    {
        var answer = await PostAsync(
            $"/calling/callConnections/{Engine.SomeConnection}/participants:add",
            $$$$"""{"participantToAdd":{{{{identifier}}}},"sourceCallerIdNumber":{"value":"+14255550199"}}""");
        answer.Code.ShouldBe(202, answer.Text);
        Single<AddParticipant>().Participant.RawId.ShouldBe(rawId);
        answer.Json.GetProperty("participant").GetProperty("identifier").GetProperty("rawId").GetString().ShouldBe(rawId);
    }

    [Fact]
    public async Task AddParticipant_CustomContext_IsNormalized()
    {
        var pairs = string.Join(',', Enumerable.Range(0, 12).Select(i => $"\"k{i:00}\":\"v\""));
        var answer = await PostAsync($"/calling/callConnections/{Engine.SomeConnection}/participants:add", $$$$"""
            {"participantToAdd":{"rawId":"8:acs:x"},"invitationTimeoutInSeconds":30,"operationContext":"c","operationCallbackUri":"{{{{Uri}}}}",
             "customCallingContext":{"voipHeaders":{"a":"b"},"sipHeaders":{"User-To-User":"1"},"teamsPhoneCallDetails":{"teamsPhoneCallerDetails":
               {"caller":{"rawId":"4:+14255550123"},"name":"n","phoneNumber":"1","additionalCallerInformation":{ {{{{pairs}}}} }},"callTopic":"t"}}}
            """);
        answer.Code.ShouldBe(202, answer.Text);
        answer.Json.GetProperty("invitationId").GetString().ShouldBe("invitation-1");
        var command = Single<AddParticipant>();
        command.InvitationTimeout.ShouldBe(TimeSpan.FromSeconds(30));
        command.OperationCallbackUri.ShouldBe(Uri);
        command.CustomContext!.ShouldContain("\"kind\":\"phoneNumber\"");
        command.CustomContext!.ShouldContain("k09");
        command.CustomContext!.ShouldNotContain("k10");
    }

    [Fact]
    public async Task AnswerRejectRedirect_Context_NamesTheRing()
    {
        var context = Engine.SomeContext;
        (await PostAsync("/calling/callConnections:answer", $$$$"""{"incomingCallContext":"{{{{context}}}}","callbackUri":"{{{{Uri}}}}"}""")).Code.ShouldBe(200);
        (await PostAsync("/calling/callConnections:reject", $$$$"""{"incomingCallContext":"{{{{context}}}}","callRejectReason":"busy"}""")).Code.ShouldBe(204);
        (await PostAsync("/calling/callConnections:redirect", $$$$"""{"incomingCallContext":"{{{{context}}}}","target":{"rawId":"8:acs:z"}}""")).Code.ShouldBe(204);
        Single<AnswerCall>().Ring.ShouldBe(1u);
        Single<RejectCall>().Reason.ShouldBe(RejectReason.Busy);
        Single<RedirectCall>().Target.RawId.ShouldBe("8:acs:z");
    }

    [Fact]
    public async Task Connect_ByEachLocator_FindsTheCall()
    {
        Engine.Groups["GroupCall/g"] = Engine.OtherCall;
        Engine.Groups["Room/r"] = Engine.SomeCall;
        var serverCall = Engine.Ids.ServerCall(Engine.SomeCall);
        foreach (var locator in new[] { $$$$"""{"serverCallId":"{{{{serverCall}}}}","kind":"serverCallLocator"}""", """{"groupCallId":"g"}""", """{"roomId":"r"}""" })
            (await PostAsync("/calling/callConnections:connect", $$$$"""{"callLocator":{{{{locator}}}},"callbackUri":"{{{{Uri}}}}"}""")).Code.ShouldBe(200);

        Engine.Asked.Select(one => one.Call).ShouldBe([Engine.SomeCall, Engine.OtherCall, Engine.SomeCall]);
    }

    [Fact]
    public async Task LegOperations_Accepted_AnswerAsTheContractSays()
    {
        var leg = $"/calling/callConnections/{Engine.SomeConnection}";
        (await server.SendAsync("GET", Versioned(leg))).Code.ShouldBe(200);
        (await server.SendAsync("DELETE", Versioned(leg))).Code.ShouldBe(204);
        (await PostAsync($"{leg}:terminate", null)).Code.ShouldBe(204);
        (await PostAsync($"{leg}:hold", """{"targetParticipant":{"communicationUser":{"id":"8:acs:x"}}}""")).Code.ShouldBe(200);
        (await PostAsync($"{leg}:unhold", """{"targetParticipant":{"communicationUser":{"id":"8:acs:x"}}}""")).Code.ShouldBe(200);
        var transfer = await PostAsync($"{leg}:transferToParticipant", """{"targetParticipant":{"rawId":"4:+14255550123"}}""");
        (transfer.Code, transfer.Text).ShouldBe((202, "{}"));
        var remove = await PostAsync($"{leg}/participants:remove", """{"participantToRemove":{"rawId":"8:acs:x"},"operationContext":"c"}""");
        (remove.Code, remove.Text).ShouldBe((202, """{"operationContext":"c"}"""));
        var cancel = await PostAsync($"{leg}/participants:cancelAddParticipant", """{"invitationId":"i","operationContext":"c"}""");
        (cancel.Code, cancel.Text).ShouldBe((202, """{"invitationId":"i","operationContext":"c"}"""));
        var mute = await PostAsync($"{leg}/participants:mute", """{"targetParticipants":[{"rawId":"8:acs:x"}],"operationContext":"c"}""");
        (mute.Code, mute.Text).ShouldBe((200, """{"operationContext":"c"}"""));
        Engine.Asked.Count.ShouldBe(9);
    }

    [Theory]
    [InlineData("""{"kind":"file","file":{"uri":"https://x.example/a.wav"}}""", true)]
    [InlineData("""{"kind":"file","file":{"uri":"https://x.example/a.MP3"}}""", true)]
    [InlineData("""{"kind":"text","text":{"text":"hello"}}""", true)]
    [InlineData("""{"kind":"file","file":{"uri":"https://x.example/a.exe"}}""", false)]
    [InlineData("""{"kind":"file","file":{"uri":"a.wav"}}""", false)]
    public async Task Hold_Prompt_IsJudgedByItsFormat(string prompt, bool playable)
    {
        await PostAsync($"/calling/callConnections/{Engine.SomeConnection}:hold", $$$$"""{"targetParticipant":{"rawId":"8:acs:x"},"playSourceInfo":{{{{prompt}}}}}""");
        Single<HoldParticipant>().PromptIsPlayable.ShouldBe(playable);
    }

    [Theory]
    [InlineData("8%3Aacs%3Ax", "8:acs:x")]
    [InlineData("4%3A%2B14255550123", "4:+14255550123")]
    [InlineData("17%3Aa%2Fb", "17:a/b")]
    [InlineData("17%3Aa%252Fb", "17:a%2Fb")]
    [InlineData("17%3Aa%20b", "17:a b")]
    [InlineData("17%3Aa+b", "17:a+b")]
    public async Task GetParticipant_EncodedRawId_IsDecodedOnce(string segment, string rawId)
    {
        var answer = await server.SendAsync("GET", Versioned($"/calling/callConnections/{Engine.SomeConnection}/participants/{segment}"));
        answer.Code.ShouldBe(200, answer.Text);
        Single<GetParticipant>().Participant.RawId.ShouldBe(rawId);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(350, 4)]
    public async Task GetParticipants_ManyParticipants_ArePaged(int count, int pages)
    {
        Engine.Answer = (_, command) => command is GetParticipants ? Roster(Enumerable.Range(0, count)) : null;
        var (seen, visited) = await ReadAllAsync();
        visited.ShouldBe(pages);
        seen.ShouldBe(Enumerable.Range(0, count).Select(i => $"8:acs:{i}"));
    }

    [Fact]
    public async Task GetParticipants_SomeLeaveBetweenPages_NobodyWhoStaysIsLeftOut()
    {
        var asked = 0;
        Engine.Answer = (_, command) => command is GetParticipants ? Roster(Enumerable.Range(asked++ == 0 ? 0 : 50, asked == 1 ? 150 : 100)) : null;
        var (seen, _) = await ReadAllAsync();
        seen.ShouldBe(Enumerable.Range(0, 150).Select(i => $"8:acs:{i}"));
    }

    [Fact]
    public async Task MoveHere_SourceIsReadFirst_AndWhatItSaidIsPassedOn()
    {
        var muted = CommunicationIdentifier.Parse("8:acs:x");
        Engine.Answer = (call, command) => command is GetParticipants && call == Engine.OtherCall ? new RosterReply([new(muted, true, false)]) : null;
        var answer = await MoveAsync();
        answer.Code.ShouldBe(202);
        answer.Json.GetProperty("fromCall").GetString().ShouldBe(Engine.OtherConnection);
        answer.Json.GetProperty("participants")[0].GetProperty("isMuted").GetBoolean().ShouldBeTrue();
        answer.Headers["X-Microsoft-Skype-Chain-ID"].ShouldBe(Engine.Ids.Correlation(Engine.SomeCall).ToString());
        Single<MoveParticipants>().Source.ShouldBe(Engine.OtherCall);
    }

    [Theory]
    [InlineData(ConnectionState.Connecting, "400 8501 fromCall")]
    [InlineData(ConnectionState.Disconnected, "404 8522 fromCall")]
    public async Task MoveHere_SourceNotConnected_TheTargetIsToldAndDecides(ConnectionState state, string refusal)
    {
        Engine.Answer = (call, command) => command is GetCall ? new ConnectionReply
        {
            ConnectionId = Guid.NewGuid(),
            Targets = [],
            State = state,
            CallbackUri = Uri,
        } : null;
        (await MoveAsync()).Refusal.ShouldBe(refusal);
        Single<MoveParticipants>().SourceRefusal.ShouldNotBeNull();
        Engine.Answer = (_, command) => command is MoveParticipants ? new AcceptedReply { FromCall = "first" } : null;
        (await MoveAsync()).Code.ShouldBe(202);
    }

    [Fact]
    public async Task AnyOperation_EngineRefuses_ItsRefusalIsGiven()
    {
        Engine.Answer = (_, _) => new Refusal(429, "8516", "Too much.") { RetryAfter = TimeSpan.FromSeconds(2.5) };
        var answer = await server.SendAsync("GET", Versioned($"/calling/callConnections/{Engine.SomeConnection}"));
        answer.Refusal.ShouldBe("429 8516 callConnectionId");
        answer.Headers["Retry-After"].ShouldBe("3");
    }

    [Fact]
    public async Task AnyOperation_EngineFails_NoTraceOfItIsShown()
    {
        Engine.Answer = (_, _) => throw new InvalidDataException("secret detail");
        var answer = await server.SendAsync("GET", Versioned($"/calling/callConnections/{Engine.SomeConnection}"));
        answer.Code.ShouldBe(500);
        answer.Error.GetProperty("code").GetString().ShouldBe("9999");
        answer.Text.ShouldNotContain("secret detail");
        answer.Text.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task AnyOperation_RequestIdAndTraceParent_AreEchoedAndPassedOn()
    {
        const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        var path = Versioned($"/calling/callConnections/{Engine.SomeConnection}");
        var answer = await server.SendAsync("GET", path, null, ("x-ms-client-request-id", "abc"), ("traceparent", Trace));
        answer.Headers["x-ms-client-request-id"].ShouldBe("abc");
        Single<GetCall>().TraceParent.ShouldBe(Trace);
        Engine.Asked.Clear();
        await server.SendAsync("GET", path, null, ("traceparent", "nonsense"));
        Single<GetCall>().TraceParent.ShouldBeNull();
    }

    [Fact]
    public async Task AnyOperation_RequestsAreTraced_TheSpanOfTheRequestIsPassedOn()
    {
        const string TraceId = "11f92f3577b34da6a3ce929d0e0e4711";
        const string Trace = $"00-{TraceId}-00f067aa0ba902b7-01";
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceId.ToHexString() == TraceId ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
        };
        ActivitySource.AddActivityListener(listener);

        await server.SendAsync("GET", Versioned($"/calling/callConnections/{Engine.SomeConnection}"), null, ("traceparent", Trace));

        var passedOn = Single<GetCall>().TraceParent.ShouldNotBeNull();
        passedOn.ShouldStartWith($"00-{TraceId}-");
        passedOn.ShouldNotBe(Trace);
    }

    private static string Versioned(string path) => $"{path}?{GatewayServer.Version}";

    private static RosterReply Roster(IEnumerable<int> who) =>
        new(who.Select(i => new ParticipantView(CommunicationIdentifier.Parse($"8:acs:{i}"), false, false)).ToImmutableArray());

    private Task<Answer> PostAsync(string path, string? body) => server.SendAsync("POST", Versioned(path), body);

    private Task<Answer> MoveAsync() => PostAsync(
        $"/calling/callConnections/{Engine.SomeConnection}/participants:moveHere",
        $$$$"""{"targetParticipants":[{"rawId":"8:acs:x"}],"fromCall":"{{{{Engine.OtherConnection}}}}"}""");

    private async Task<(List<string> Seen, int Pages)> ReadAllAsync()
    {
        var seen = new List<string>();
        var pages = 0;
        for (string? next = Versioned($"/calling/callConnections/{Engine.SomeConnection}/participants"); next is not null; pages++)
        {
            var answer = await server.SendAsync("GET", next);
            answer.Code.ShouldBe(200, answer.Text);
            seen.AddRange(answer.Json.GetProperty("value").EnumerateArray().Select(one => one.GetProperty("identifier").GetProperty("rawId").GetString()!));
            next = answer.Json.TryGetProperty("nextLink", out var link) ? link.GetString() : null;
            if (next is not null)
                next.ShouldContain(GatewayServer.Version);
        }

        return (seen, pages);
    }

    private T Single<T>()
        where T : CallCommand => Engine.Asked.Select(one => one.Command).OfType<T>().ShouldHaveSingleItem();
}
