using System.Text;

namespace CallGrains.LoadTest.Limits;

/// <summary>The bodies of the yardstick: of the shape and size the engine's own have.</summary>
internal static class Bodies
{
    private const string ServerCallId = "aHR0cHM6Ly9jb252LmNhbGxncmFpbnMvY29udi9BQUFBQUFBQUFBQUFBQUFBQUFBQQ==";
    private const string User = """{"rawId":"8:acs:load_00000000","kind":"communicationUser","communicationUser":{"id":"8:acs:load_00000000"}}""";
    private const string Participant = $$"""{"identifier":{{User}},"isMuted":false,"isOnHold":false}""";

    public static byte[] Connection(Guid id) => Utf8($$"""
        {"callConnectionId":"{{id}}","serverCallId":"{{ServerCallId}}","targets":[{{User}}],"callConnectionState":"connected","callbackUri":"http://127.0.0.1:50000/callbacks","source":{{User}},"correlationId":"{{id}}"}
        """);

    public static byte[] Participants(Guid id) => Utf8($$"""{"value":[{{Participant}},{{Participant}}]}""");

    public static byte[] Added(Guid id) => Utf8($$"""{"participant":{{Participant}},"operationContext":"1234567890123456","invitationId":"{{id}}"}""");

    public static byte[] Removed(Guid id) => Utf8("""{"operationContext":"1234567890123456"}""");

    public static byte[] Moved(Guid id) => Utf8($$"""{"participants":[{{Participant}}],"operationContext":"1234567890123456","fromCall":"{{id}}"}""");

    public static byte[] Event(Guid id, string type, string? context)
    {
        var extra = type switch
        {
            "ParticipantsUpdated" => $$""","participants":[{{Participant}},{{Participant}}],"sequenceNumber":1""",
            "AddParticipantSucceeded" or "RemoveParticipantSucceeded" => $$""","participant":{{User}}""",
            _ => "",
        };
        var operation = context is null || type == "ParticipantsUpdated" ? "" : $$""","operationContext":"{{context}}" """.TrimEnd();
        return Utf8($$"""
            [{"id":"{{Guid.NewGuid()}}","source":"calling/callConnections/{{id}}","type":"Microsoft.Communication.{{type}}","data":{"version":"2026-03-12","resultInformation":{"code":200,"subCode":0,"message":""},"callConnectionId":"{{id}}","serverCallId":"{{ServerCallId}}","correlationId":"{{id}}","publicEventType":"Microsoft.Communication.{{type}}"{{operation}}{{extra}}},"time":"2026-03-12T08:00:00.1234567+00:00","specversion":"1.0","datacontenttype":"application/json","subject":"calling/callConnections/{{id}}"}]
            """);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
