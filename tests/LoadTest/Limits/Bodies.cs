namespace CallGrains.LoadTest.Limits;

/// <summary>The bodies of the yardstick: of the shape and size that the engine's own have in a conversation of the load.</summary>
internal static class Bodies
{
    /// <summary>The Authorization of a callback: of the length of the engine's token, which is an RS256 JWT.</summary>
    public static readonly string Bearer = "Bearer " + new string('x', 616);

    private const string ServerCallId = "aHR0cHM6Ly9jb252LmNhbGxncmFpbnMvY29udi8tbXNFTnBkVGdsSjdaREJqNllWWVlR";
    private const string AppRawId = "8:acs:ca11c0de-0000-4000-8000-000000000000_00000000-0000-0000-0000-00000000a99a";
    private const string App = $$$"""{"rawId":"{{{AppRawId}}}","kind":"communicationUser","communicationUser":{"id":"{{{AppRawId}}}"}}""";
    private const string User = """{"rawId":"8:acs:load_a12345","kind":"communicationUser","communicationUser":{"id":"8:acs:load_a12345"}}""";
    private const string Quiet = "\"isMuted\":false,\"isOnHold\":false";
    private const string Person = $$"""{"identifier":{{User}},{{Quiet}}}""";
    private const string Two = $$"""{"identifier":{{App}},{{Quiet}}},{{Person}}""";
    private const string Properties = $$"""
        "targets":[{{User}}],"callConnectionState":"connected","callbackUri":"http://127.0.0.1:50000/callbacks","source":{{App}},"correlationId":"<id>"
        """;

    public static BodyTemplate Created { get; } = new($$"""{"callConnectionId":"<id>",{{Properties}}}""");

    public static BodyTemplate Connection { get; } = new($$"""{"callConnectionId":"<id>","serverCallId":"{{ServerCallId}}",{{Properties}}}""");

    public static BodyTemplate Participants { get; } = new($$"""{"value":[{{Two}},{{Person}},{{Person}},{{Person}}]}""");

    public static BodyTemplate Added { get; } = new($$"""{"participant":{{Person}},"operationContext":"<context>","invitationId":"<new>"}""");

    public static BodyTemplate Removed { get; } = new("""{"operationContext":"<context>"}""");

    public static BodyTemplate Moved { get; } = new($$"""{"participants":[{{Person}}],"operationContext":"<context>","fromCall":"<id>"}""");

    public static BodyTemplate CallConnected { get; } = Event("CallConnected", WithContext(""));

    public static BodyTemplate CallDisconnected { get; } = Event(
        "CallDisconnected",
        WithContext("", "Call was ended by Azure Communication Service Call Automation API or a server bot. DiagCode: 0#7000.@"));

    public static BodyTemplate AddSucceeded { get; } = Event("AddParticipantSucceeded", WithContext($"\"participant\":{User},"));

    public static BodyTemplate RemoveSucceeded { get; } = Event("RemoveParticipantSucceeded", WithContext($"\"participant\":{User},"));

    /// <summary>Of a call just created.</summary>
    public static BodyTemplate RosterOfTwo { get; } = Event("ParticipantsUpdated", Roster(Two));

    /// <summary>Of a call with three people added, on average, and with one removed again.</summary>
    public static BodyTemplate RosterOfFour { get; } = Event("ParticipantsUpdated", Roster($"{Two},{Person},{Person}"));

    private static string WithContext(string before, string message = "") =>
        $$"""{{before}}"version":"2026-03-12","operationContext":"<context>","resultInformation":{"code":200,"subCode":0,"message":"{{message}}"}""";

    private static string Roster(string participants) =>
        $$"""
        "participants":[{{participants}}],"sequenceNumber":1,"resultInformation":{"code":200,"subCode":0,"message":""},"version":"2026-03-12"
        """;

    private static BodyTemplate Event(string type, string data) => new($$"""
        [{"id":"<new>","source":"calling/callConnections/<id>","type":"Microsoft.Communication.{{type}}","data":{{{data}},"callConnectionId":"<id>","serverCallId":"{{ServerCallId}}","correlationId":"<id>","publicEventType":"Microsoft.Communication.{{type}}"},"time":"2026-03-12T08:00:00.1234567+00:00","specversion":"1.0","datacontenttype":"application/json","subject":"calling/callConnections/<id>"}]
        """);
}
