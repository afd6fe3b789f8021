using CallGrains.Gateway.Tests.Bench;

namespace CallGrains.Gateway.Tests.Operations;

/// <summary>Every refusal of every operation that the gateway decides alone: status, code and field.</summary>
public sealed class RefusalTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    private const string Uri = "\"callbackUri\":\"https://app.example/events\"";
    private const string Bob = """{"rawId":"8:acs:bob","kind":"communicationUser","communicationUser":{"id":"8:acs:bob"}}""";
    private const string Phone = """{"phoneNumber":{"value":"+14255550123"}}""";

    public static TheoryData<string, string, string> Create => new()
    {
        { $$$$"""{{{{{Uri}}}}}""", "400 8523 targets", "missing" },
        { $$$$"""{"targets":[],{{{{Uri}}}}}""", "400 8523 targets", "empty" },
        { $$$$"""{"targets":null,{{{{Uri}}}}}""", "400 8523 targets", "null" },
        { $$$$"""{"targets":{},{{{{Uri}}}}}""", "400 8523 targets", "an object" },
        { $$$$"""{"targets":[null],{{{{Uri}}}}}""", "400 8523 targets[0]", "a null in it" },
        { $$$$"""{"targets":[{{{{Bob}}}},{{{{Bob}}}}],{{{{Uri}}}}}""", "400 8523 targets[1]", "twice" },
        { $$$$"""{"targets":[{}],{{{{Uri}}}}}""", "400 8523 targets[0]", "an identifier without anything" },
        { $$$$"""{"targets":[{"rawId":""}],{{{{Uri}}}}}""", "400 8523 targets[0].rawId", "an empty raw id" },
        { $$$$"""{"targets":[{"rawId":"8:acs:\u0007"}],{{{{Uri}}}}}""", "400 8523 targets[0].rawId", "control characters" },
        { $$$$"""{"targets":[{"rawId":"4:oops"}],{{{{Uri}}}}}""", "400 8523 targets[0].rawId", "a raw id that is no phone number" },
        { $$$$"""{"targets":[{"kind":"unicorn","rawId":"8:acs:x"}],{{{{Uri}}}}}""", "400 8523 targets[0].kind", "an unknown kind" },
        { $$$$"""{"targets":[{"kind":"phoneNumber","rawId":"8:acs:x"}],{{{{Uri}}}}}""", "400 8523 targets[0].kind", "kind and raw id disagree" },
        { $$$$"""{"targets":[{"kind":"phoneNumber","communicationUser":{"id":"8:acs:x"}}],{{{{Uri}}}}}""", "400 8523 targets[0].kind", "kind and object disagree" },
        { $$$$"""{"targets":[{"rawId":"8:acs:y","communicationUser":{"id":"8:acs:x"}}],{{{{Uri}}}}}""", "400 8523 targets[0].rawId", "raw id and object disagree" },
        { $$$$"""{"targets":[{"communicationUser":{"id":"8:acs:x"},"phoneNumber":{"value":"+1425"}}],{{{{Uri}}}}}""", "400 8523 targets[0]", "two objects" },
        { $$$$"""{"targets":[{"communicationUser":{}}],{{{{Uri}}}}}""", "400 8523 targets[0].communicationUser.id", "no id" },
        { $$$$"""{"targets":[{"communicationUser":{"id":"9:x"}}],{{{{Uri}}}}}""", "400 8523 targets[0].communicationUser.id", "a foreign id" },
        { $$$$"""{"targets":[{"phoneNumber":{}}],{{{{Uri}}}}}""", "400 8523 targets[0].phoneNumber.value", "no number" },
        { $$$$"""{"targets":[{"phoneNumber":{"value":"call me"}}],{{{{Uri}}}}}""", "400 8523 targets[0].phoneNumber.value", "no digits" },
        { $$$$"""{"targets":[{"phoneNumber":{"value":"+1425","isAnonymous":true}}],{{{{Uri}}}}}""", "400 8523 targets[0].phoneNumber.value", "anonymous with a number" },
        { $$$$"""{"targets":[{"phoneNumber":{"value":"+1425","assertedId":""}}],{{{{Uri}}}}}""", "400 8523 targets[0].phoneNumber.assertedId", "empty asserted id" },
        { $$$$"""{"targets":[{"microsoftTeamsUser":{"userId":"u","cloud":"mars"}}],{{{{Uri}}}}}""", "400 8523 targets[0].microsoftTeamsUser.cloud", "unknown cloud" },
        { $$$$"""{"targets":[{"microsoftTeamsUser":{}}],{{{{Uri}}}}}""", "400 8523 targets[0].microsoftTeamsUser.userId", "no user id" },
        { $$$$"""{"targets":[{"microsoftTeamsApp":{}}],{{{{Uri}}}}}""", "400 8523 targets[0].microsoftTeamsApp.appId", "no app id" },
        { $$$$"""{"targets":[{"teamsExtensionUser":{"userId":"u","tenantId":"t"}}],{{{{Uri}}}}}""", "400 8523 targets[0].teamsExtensionUser.resourceId", "no resource" },
        { $$$$"""{"targets":[{"teamsExtensionUser":{"userId":"u_","tenantId":"t","resourceId":"r"}}],{{{{Uri}}}}}""", "400 8523 targets[0].teamsExtensionUser.userId", "an underscore" },
        { $$$$"""{"targets":[{{{{Phone}}}}],{{{{Uri}}}}}""", "400 8523 sourceCallerIdNumber", "a phone without a caller id" },
        { $$$$"""{"targets":[{{{{Bob}}}}],"sourceCallerIdNumber":{"value":"x"},{{{{Uri}}}}}""", "400 8523 sourceCallerIdNumber.value", "a caller id that is none" },
        { $$$$"""{"targets":[{{{{Bob}}}}]}""", "400 8523 callbackUri", "no callback" },
        { $$$$"""{"targets":[{{{{Bob}}}}],"callbackUri":"nowhere"}""", "400 8523 callbackUri", "relative" },
        { $$$$"""{"targets":[{{{{Bob}}}}],"callbackUri":"http://app.example/x"}""", "400 8523 callbackUri", "plain http" },
        { $$$$"""{"targets":[{{{{Bob}}}}],"callbackUri":"https://10.0.0.1/x"}""", "400 8523 callbackUri", "a private address" },
        { $$$$"""{"targets":[{{{{Bob}}}}],"callbackUri":7}""", "400 8523 callbackUri", "a number" },
        { $$$$"""{"targets":[{{{{Bob}}}}],"colour":"red",{{{{Uri}}}}}""", "400 8523 colour", "unknown" },
        { $$$$"""{"targets":[{{{{Bob}}}}],"Targets":[{{{{Bob}}}}],{{{{Uri}}}}}""", "400 8523 Targets", "another case" },
        { $$$$"""{"targets":[{{{{Bob}}}}],{{{{Uri}}}},{{{{Uri}}}}}""", "400 8523 callbackUri", "doubled" },
        { $$$$"""{"targets":[{{{{Bob}}}}],"source":{"id":"x"},{{{{Uri}}}}}""", "400 8523 source.id", "a source that is no user" },
        { $$$$"""{"targets":[{{{{Bob}}}}],"source":{"id":"8:acs:a"},"teamsAppSource":{"appId":"b"},{{{{Uri}}}}}""", "400 8523 teamsAppSource", "two sources" },
        { $$$$"""{"targets":[{{{{Bob}}}}],"mediaStreamingOptions":{"transportType":"websocket"},{{{{Uri}}}}}""", "400 8523 mediaStreamingOptions.audioChannelType", "half of the options" },
        { $$$$"""{"targets":[{{{{Bob}}}}],"mediaStreamingOptions":{"transportType":"pigeon","audioChannelType":"mixed"},{{{{Uri}}}}}""", "400 8523 mediaStreamingOptions.transportType", "another transport" },
        { $$$$"""{"targets":[{{{{Bob}}}}],"transcriptionOptions":{"transportType":"websocket"},{{{{Uri}}}}}""", "400 8523 transcriptionOptions.locale", "no locale" },
        { $$$$"""{"targets":[{{{{Bob}}}}],"callIntelligenceOptions":{"cognitiveServicesEndpoint":"x"},{{{{Uri}}}}}""", "400 8523 callIntelligenceOptions.cognitiveServicesEndpoint", "no address" },
        { "", "400 8523 body", "no body" },
        { "null", "400 8523 body", "null" },
        { "[]", "400 8523 body", "a list" },
        { "{", "400 8523 body", "half" },
        { "{}x", "400 8523 body", "more" },
    };

    [Theory]
    [MemberData(nameof(Create))]
    public async Task CreateCall_WrongBody_IsRefusedNamingTheField(string body, string refusal, string what) =>
        await RefusedAsync("/calling/callConnections", body, refusal, what);

    [Fact]
    public async Task CreateCall_TextsAtAndBeyondTheirBounds_AreJudged()
    {
        await RefusedAsync("/calling/callConnections", Sized("operationContext", 5_001), "400 8523 operationContext");
        await RefusedAsync("/calling/callConnections", Sized("sourceDisplayName", 257), "400 8523 sourceDisplayName");
        await RefusedAsync("/calling/callConnections", $$$$"""{"targets":[{"rawId":"8:acs:{{{{new string('x', 260)}}}}"}],{{{{Uri}}}}}""", "400 8523 targets[0].rawId");
        await RefusedAsync("/calling/callConnections", $$$$"""{"targets":[{{{{Bob}}}}],"callbackUri":"https://app.example/{{{{new string('x', 2_048)}}}}"}""", "400 8523 callbackUri");
        (await SendAsync("/calling/callConnections", Sized("operationContext", 5_000))).Code.ShouldBe(201);
        (await SendAsync("/calling/callConnections", Sized("sourceDisplayName", 256))).Code.ShouldBe(201);

        static string Sized(string field, int length) => $$$$"""{"targets":[{{{{Bob}}}}],"{{{{field}}}}":"{{{{new string('x', length)}}}}",{{{{Uri}}}}}""";
    }

    [Fact]
    public async Task CreateCall_ManyTargets_AreBoundedByTheRoster()
    {
        static string Body(int count) => "{\"targets\":[" + string.Join(',', Enumerable.Range(0, count).Select(i => $"{{\"rawId\":\"8:acs:{i}\"}}")) + $"],{Uri}}}";
        await RefusedAsync("/calling/callConnections", Body(351), "400 8523 targets");
        (await SendAsync("/calling/callConnections", Body(350))).Code.ShouldBe(201);
    }

    [Theory]
    [InlineData("answer", """{"callbackUri":"https://app.example/x"}""", "400 8523 incomingCallContext")]
    [InlineData("answer", """{"incomingCallContext":"forged","callbackUri":"https://app.example/x"}""", "400 8523 incomingCallContext")]
    [InlineData("answer", """{"incomingCallContext":"{context}"}""", "400 8523 callbackUri")]
    [InlineData("answer", """{"incomingCallContext":"{context}","callbackUri":"https://app.example/x","answeredBy":{"id":"4:+1"}}""", "400 8523 answeredBy.id")]
    [InlineData("answer", """{"incomingCallContext":"{context}","callbackUri":"https://app.example/x","extra":1}""", "400 8523 extra")]
    [InlineData("reject", """{}""", "400 8523 incomingCallContext")]
    [InlineData("reject", """{"incomingCallContext":"{context}","callRejectReason":"bored"}""", "400 8523 callRejectReason")]
    [InlineData("reject", """{"incomingCallContext":"{context}x"}""", "400 8523 incomingCallContext")]
    [InlineData("redirect", """{"incomingCallContext":"{context}"}""", "400 8523 target")]
    [InlineData("redirect", """{"target":{"rawId":"8:acs:x"}}""", "400 8523 incomingCallContext")]
    [InlineData("redirect", """{"incomingCallContext":"{context}","target":{"rawId":"4:x"}}""", "400 8523 target.rawId")]
    [InlineData("connect", """{"callbackUri":"https://app.example/x"}""", "400 8523 callLocator")]
    [InlineData("connect", """{"callLocator":{},"callbackUri":"https://app.example/x"}""", "400 8523 callLocator")]
    [InlineData("connect", """{"callLocator":{"roomId":"r","groupCallId":"g"},"callbackUri":"https://app.example/x"}""", "400 8523 callLocator")]
    [InlineData("connect", """{"callLocator":{"roomId":"r","kind":"groupCallLocator"},"callbackUri":"https://app.example/x"}""", "400 8523 callLocator.kind")]
    [InlineData("connect", """{"callLocator":{"roomId":"r","kind":"x"},"callbackUri":"https://app.example/x"}""", "400 8523 callLocator.kind")]
    [InlineData("connect", """{"callLocator":{"roomId":""},"callbackUri":"https://app.example/x"}""", "400 8523 callLocator.roomId")]
    [InlineData("connect", """{"callLocator":{"roomId":"r"}}""", "400 8523 callbackUri")]
    [InlineData("connect", """{"callLocator":{"roomId":"nowhere"},"callbackUri":"https://app.example/x"}""", "404 8522 callLocator.roomId")]
    [InlineData("connect", """{"callLocator":{"groupCallId":"nowhere"},"callbackUri":"https://app.example/x"}""", "404 8522 callLocator.groupCallId")]
    [InlineData("connect", """{"callLocator":{"serverCallId":"Zm9yZ2Vk"},"callbackUri":"https://app.example/x"}""", "404 8522 callLocator.serverCallId")]
    public async Task CallVerb_WrongBody_IsRefusedNamingTheField(string verb, string body, string refusal) =>
        await RefusedAsync($"/calling/callConnections:{verb}", body.Replace("{context}", gateway.Server.Engine.SomeContext, StringComparison.Ordinal), refusal);

    [Theory]
    [InlineData(":transferToParticipant", """{}""", "400 8523 targetParticipant")]
    [InlineData(":transferToParticipant", """{"targetParticipant":{"rawId":"8:acs:x"},"transferee":{"rawId":"8:acs:x"}}""", "400 8523 transferee")]
    [InlineData(":transferToParticipant", """{"targetParticipant":{"rawId":"8:acs:x"},"operationCallbackUri":"ftp://x/"}""", "400 8523 operationCallbackUri")]
    [InlineData(":transferToParticipant", """{"targetParticipant":{"rawId":"8:acs:x"},"sourceCallerIdNumber":{}}""", "400 8523 sourceCallerIdNumber.value")]
    [InlineData(":hold", """{}""", "400 8523 targetParticipant")]
    [InlineData(":hold", """{"targetParticipant":{"rawId":"8:acs:x"},"playSourceInfo":{}}""", "400 8523 playSourceInfo.kind")]
    [InlineData(":hold", """{"targetParticipant":{"rawId":"8:acs:x"},"playSourceInfo":{"kind":"file"}}""", "400 8523 playSourceInfo.file")]
    [InlineData(":hold", """{"targetParticipant":{"rawId":"8:acs:x"},"playSourceInfo":{"kind":"file","file":{}}}""", "400 8523 playSourceInfo.file.uri")]
    [InlineData(":hold", """{"targetParticipant":{"rawId":"8:acs:x"},"playSourceInfo":{"kind":"text","text":{"text":"a","voiceKind":"robot"}}}""", "400 8523 playSourceInfo.text.voiceKind")]
    [InlineData(":hold", """{"targetParticipant":{"rawId":"8:acs:x"},"playSourceInfo":{"kind":"ssml","ssml":{}}}""", "400 8523 playSourceInfo.ssml.ssmlText")]
    [InlineData(":unhold", """{"targetParticipant":null}""", "400 8523 targetParticipant")]
    [InlineData("/participants:add", """{}""", "400 8523 participantToAdd")]
    [InlineData("/participants:add", """{"participantToAdd":{"phoneNumber":{"value":"+1425"}}}""", "400 8523 sourceCallerIdNumber")]
    [InlineData("/participants:add", """{"participantToAdd":{"rawId":"8:acs:x"},"invitationTimeoutInSeconds":181}""", "400 8523 invitationTimeoutInSeconds")]
    [InlineData("/participants:add", """{"participantToAdd":{"rawId":"8:acs:x"},"invitationTimeoutInSeconds":-1}""", "400 8523 invitationTimeoutInSeconds")]
    [InlineData("/participants:add", """{"participantToAdd":{"rawId":"8:acs:x"},"invitationTimeoutInSeconds":1.5}""", "400 8523 invitationTimeoutInSeconds")]
    [InlineData("/participants:add", """{"participantToAdd":{"rawId":"8:acs:x"},"invitationTimeoutInSeconds":"9"}""", "400 8523 invitationTimeoutInSeconds")]
    [InlineData("/participants:add", """{"participantToAdd":{"rawId":"8:acs:x"},"invitationTimeoutInSeconds":1e99}""", "400 8523 invitationTimeoutInSeconds")]
    [InlineData("/participants:add", """{"participantToAdd":{"rawId":"8:acs:x"},"customCallingContext":{"voipHeaders":{"a":1}}}""", "400 8523 customCallingContext.voipHeaders.a")]
    [InlineData("/participants:add", """{"participantToAdd":{"rawId":"8:acs:x"},"customCallingContext":{"voipHeaders":{"a":null}}}""", "400 8523 customCallingContext.voipHeaders.a")]
    [InlineData("/participants:add", """{"participantToAdd":{"rawId":"8:acs:x"},"customCallingContext":{"headers":{}}}""", "400 8523 customCallingContext.headers")]
    [InlineData("/participants:add", """{"participantToAdd":{"rawId":"8:acs:x"},"customCallingContext":{"teamsPhoneCallDetails":{"callTopic":"1234567890123456789012345678901234567890123456789"}}}""", "400 8523 customCallingContext.teamsPhoneCallDetails.callTopic")]
    [InlineData("/participants:add", """{"participantToAdd":{"rawId":"8:acs:x"},"customCallingContext":{"teamsPhoneCallDetails":{"teamsPhoneCallerDetails":{"name":"n","phoneNumber":"1"}}}}""", "400 8523 customCallingContext.teamsPhoneCallDetails.teamsPhoneCallerDetails.caller")]
    [InlineData("/participants:add", """{"participantToAdd":{"rawId":"8:acs:x"},"customCallingContext":{"teamsPhoneCallDetails":{"teamsPhoneSourceDetails":{"source":{"rawId":"8:acs:x"},"language":"en"}}}}""", "400 8523 customCallingContext.teamsPhoneCallDetails.teamsPhoneSourceDetails.status")]
    [InlineData("/participants:remove", """{}""", "400 8523 participantToRemove")]
    [InlineData("/participants:remove", """{"participantToRemove":{"rawId":"8:acs:x"},"operationCallbackUri":""}""", "400 8523 operationCallbackUri")]
    [InlineData("/participants:cancelAddParticipant", """{}""", "400 8523 invitationId")]
    [InlineData("/participants:cancelAddParticipant", """{"invitationId":""}""", "400 8523 invitationId")]
    [InlineData("/participants:cancelAddParticipant", """{"invitationId":7}""", "400 8523 invitationId")]
    [InlineData("/participants:mute", """{"targetParticipants":[]}""", "400 8523 targetParticipants")]
    [InlineData("/participants:mute", """{"targetParticipants":[{"rawId":"4:+14255550123"}]}""", "400 8523 targetParticipants[0]")]
    [InlineData("/participants:moveHere", """{"fromCall":"{other}"}""", "400 8523 targetParticipants")]
    [InlineData("/participants:moveHere", """{"targetParticipants":[],"fromCall":"{other}"}""", "400 8523 targetParticipants")]
    [InlineData("/participants:moveHere", """{"targetParticipants":[{"rawId":"8:acs:x"}]}""", "400 8523 fromCall")]
    [InlineData("/participants:moveHere", """{"targetParticipants":[{"rawId":"8:acs:x"},{"rawId":"8:acs:x"}],"fromCall":"{other}"}""", "400 8523 targetParticipants[1]")]
    [InlineData("/participants:moveHere", """{"targetParticipants":[{"rawId":"8:acs:x"}],"fromCall":"never issued"}""", "404 8522 fromCall")]
    [InlineData("/participants:moveHere", """{"targetParticipants":[{"rawId":"8:acs:x"}],"fromCall":"{self}"}""", "400 8523 fromCall")]
    public async Task ConnectionVerb_WrongBody_IsRefusedNamingTheField(string verb, string body, string refusal)
    {
        var engine = gateway.Server.Engine;
        var sent = body.Replace("{other}", engine.OtherConnection, StringComparison.Ordinal).Replace("{self}", engine.SomeConnection, StringComparison.Ordinal);
        await RefusedAsync($"/calling/callConnections/{engine.SomeConnection}{verb}", sent, refusal);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", ":terminate")]
    [InlineData("POST", ":transferToParticipant")]
    [InlineData("POST", ":hold")]
    [InlineData("POST", ":unhold")]
    [InlineData("GET", "/participants")]
    [InlineData("GET", "/participants/8%3Aacs%3Ax")]
    [InlineData("POST", "/participants:add")]
    [InlineData("POST", "/participants:remove")]
    [InlineData("POST", "/participants:cancelAddParticipant")]
    [InlineData("POST", "/participants:mute")]
    [InlineData("POST", "/participants:moveHere")]
    public async Task AnyOperation_ConnectionNeverIssued_IsNotFoundWithoutAskingTheEngine(string method, string rest)
    {
        await using var server = await GatewayServer.StartAsync();
        foreach (var id in new[] { Guid.NewGuid().ToString(), "x", "5a9248c0-288e-8dc8-8243-5f50000586c8" })
        {
            var answer = await server.SendAsync(method, $"/calling/callConnections/{id}{rest}?{GatewayServer.Version}", method == "POST" ? "{}" : null);
            answer.Refusal.ShouldBe("404 8522 callConnectionId");
            answer.Error.GetProperty("message").GetString().ShouldBe("Call not found.");
        }

        server.Engine.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    public async Task AnyOperation_BodyThatIsNotJson_IsRefused(string contentType)
    {
        var answer = await gateway.Server.SendAsync("POST", $"/calling/callConnections?{GatewayServer.Version}", "{}", ("Content-Type", contentType));
        answer.Refusal.ShouldBe("415 8523 Content-Type");
    }

    [Theory]
    [InlineData(256 * 1024 + 1)]
    [InlineData(10 * 1024 * 1024)]
    public async Task AnyOperation_BodyTooLarge_IsRefused(int size)
    {
        // Unsigned: nobody reads 10 MB to find out who sent them.
        var request = gateway.Server.Request("POST", $"/calling/callConnections?{GatewayServer.Version}", new byte[size]);
        (await gateway.Server.SendAsync(request)).Refusal.ShouldBe("413 8523 body");
    }

    [Fact]
    public async Task AnyOperation_NestedTooDeeply_IsRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"phoneNumber":""", 40)) + "1" + new string('}', 40);
        var answer = await SendAsync("/calling/callConnections", $$$$"""{"targets":[{"x":{{{{deep}}}}}],{{{{Uri}}}}}""");
        answer.Code.ShouldBe(400);
        answer.Error.GetProperty("message").GetString()!.ShouldContain("nested too deeply");
    }

    private async Task RefusedAsync(string path, string body, string refusal, string? what = null) =>
        (await SendAsync(path, body)).Refusal.ShouldBe(refusal, what);

    private Task<Answer> SendAsync(string path, string body) => gateway.Server.SendAsync("POST", $"{path}?{GatewayServer.Version}", body);
}
