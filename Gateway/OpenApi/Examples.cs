using System.Collections.Frozen;

namespace CallGrains.Gateway.OpenApi;

/// <summary>One request body for each operation that has one. A test sends each of them: an example that is refused is none.</summary>
internal static class Examples
{
    private const string Connection = "5a9248c0-288e-8dc8-8243-5f50000586c7";

    /// <summary>The bodies, by the id of the operation.</summary>
    public static FrozenDictionary<string, string> Requests { get; } = new Dictionary<string, string>
    {
        ["CreateCall"] = """
            {"targets":[{"kind":"phoneNumber","phoneNumber":{"value":"+14255550123"}}],"sourceCallerIdNumber":{"value":"+14255550199"},"callbackUri":"https://app.example/events","operationContext":"first call"}
            """,
        ["AnswerCall"] = """{"incomingCallContext":"<from the IncomingCall event>","callbackUri":"https://app.example/events"}""",
        ["RejectCall"] = """{"incomingCallContext":"<from the IncomingCall event>","callRejectReason":"busy"}""",
        ["RedirectCall"] = """{"incomingCallContext":"<from the IncomingCall event>","target":{"kind":"communicationUser","communicationUser":{"id":"8:acs:bob"}}}""",
        ["Connect"] = """{"callLocator":{"kind":"groupCallLocator","groupCallId":"standup"},"callbackUri":"https://app.example/events"}""",
        ["CallConnection_TransferToParticipant"] = """{"targetParticipant":{"kind":"communicationUser","communicationUser":{"id":"8:acs:bob"}},"operationContext":"hand over"}""",
        ["CallMedia_Hold"] = """{"targetParticipant":{"kind":"communicationUser","communicationUser":{"id":"8:acs:bob"}}}""",
        ["CallMedia_Unhold"] = """{"targetParticipant":{"kind":"communicationUser","communicationUser":{"id":"8:acs:bob"}}}""",
        ["CallConnection_AddParticipant"] = """{"participantToAdd":{"kind":"communicationUser","communicationUser":{"id":"8:acs:carol"}},"invitationTimeoutInSeconds":30}""",
        ["CallConnection_CancelAddParticipant"] = """{"invitationId":"<from the answer to add>"}""",
        ["CallConnection_RemoveParticipant"] = """{"participantToRemove":{"kind":"communicationUser","communicationUser":{"id":"8:acs:carol"}}}""",
        ["CallConnection_Mute"] = """{"targetParticipants":[{"kind":"communicationUser","communicationUser":{"id":"8:acs:bob"}}]}""",
        ["CallConnection_MoveParticipants"] = "{\"targetParticipants\":[{\"kind\":\"communicationUser\",\"communicationUser\":{\"id\":\"8:acs:bob\"}}],\"fromCall\":\"" + Connection + "\"}",
        ["Simulator_PutEndpoint"] = """{"behavior":"answer","afterMs":2000,"hangUpAfterMs":60000}""",
        ["Simulator_PlaceIncomingCall"] = """{"from":{"kind":"phoneNumber","phoneNumber":{"value":"+14255550123"}},"to":{"kind":"communicationUser","communicationUser":{"id":"8:acs:app"}},"callerDisplayName":"Bob"}""",
        ["Simulator_StartCall"] = """{"participants":[{"rawId":"8:acs:alice"},{"rawId":"8:acs:bob"}],"groupCallId":"standup"}""",
        ["Simulator_AdvanceClock"] = """{"seconds":85}""",
        ["EventSubscriptions_Put"] = """{"url":"http://localhost:3000/incoming","schema":"eventGrid","toPrefix":"4:+1425"}""",
    }.ToFrozenDictionary();
}
