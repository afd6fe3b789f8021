using System.Buffers;
using System.Text;
using System.Text.Json;
using CallGrains.Calls.Events;
using CallGrains.Delivery.Bench;

namespace CallGrains.Delivery.Callbacks;

public sealed class CallbackBodyTests
{
    private const string Envelope =
        """[{"id":"ID","source":"calling/callConnections/09004480-bd70-4f23-8b04-000100000001","type":"Microsoft.Communication.KIND","data":{DATA,"callConnectionId":"09004480-bd70-4f23-8b04-000100000001","serverCallId":"aHR0cHM6Ly9hcGku","correlationId":"d99add6c-bf34-47ed-bfaf-ee9a93b6048f","publicEventType":"Microsoft.Communication.KIND"},"time":"2025-07-15T09:20:48.8486994+00:00","specversion":"1.0","datacontenttype":"application/json","subject":"calling/callConnections/09004480-bd70-4f23-8b04-000100000001"}]""";

    private const string Result = "\"resultInformation\":{\"code\":200,\"subCode\":0,\"message\":\"\"}";
    private const string Common = "\"version\":\"2026-03-12\",\"operationContext\":\"my context\"," + Result;
    private const string Alice = """{"rawId":"8:acs:alice","kind":"communicationUser","communicationUser":{"id":"8:acs:alice"}}""";
    private const string Phone = """{"rawId":"4:+14255550123","kind":"phoneNumber","phoneNumber":{"value":"+14255550123","isAnonymous":false}}""";

    public static TheoryData<CallEventKind, string> Bodies => new()
    {
        { CallEventKind.CallConnected, Common },
        { CallEventKind.CallDisconnected, Common },
        { CallEventKind.CreateCallFailed, Common },
        { CallEventKind.AnswerFailed, Common },
        { CallEventKind.ConnectFailed, Common },
        { CallEventKind.CallTransferFailed, Common },
        { CallEventKind.HoldFailed, Common },
        { CallEventKind.AddParticipantSucceeded, $"\"participant\":{Alice},{Common}" },
        { CallEventKind.AddParticipantFailed, $"\"participant\":{Alice},{Common}" },
        { CallEventKind.RemoveParticipantSucceeded, $"\"participant\":{Alice},{Common}" },
        { CallEventKind.RemoveParticipantFailed, $"\"participant\":{Alice},{Common}" },
        { CallEventKind.MoveParticipantSucceeded, $"\"participant\":{Alice},\"fromCall\":\"28dea47f-0000-0000-0000-000000000000\",{Common}" },
        { CallEventKind.MoveParticipantFailed, $"\"participant\":{Alice},\"fromCall\":\"28dea47f-0000-0000-0000-000000000000\",{Common}" },
        { CallEventKind.CancelAddParticipantSucceeded, $"\"invitationId\":\"4e419e5b-0000-0000-0000-000000000000\",{Common}" },
        { CallEventKind.CancelAddParticipantFailed, $"\"invitationId\":\"4e419e5b-0000-0000-0000-000000000000\",{Common}" },
        { CallEventKind.CallTransferAccepted, $"\"transferTarget\":{Phone},\"transferee\":{Alice},{Common}" },
        {
            CallEventKind.ParticipantsUpdated,
            $$"""
            "participants":[{"identifier":{{Alice}},"isMuted":true,"isOnHold":false},{"identifier":{{Phone}},"isMuted":false,"isOnHold":true}],"sequenceNumber":7,{{Result}},"version":"2026-03-12"
            """
        },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Write_EachKind_GivesTheRecordedBytes(CallEventKind kind, string data)
    {
        var callback = Sample.Event("https://app.example/", kind: kind);

        var expected = Envelope.Replace("DATA", data, StringComparison.Ordinal)
            .Replace("KIND", kind.ToString(), StringComparison.Ordinal)
            .Replace("ID", callback.Id.ToString(), 1);
        Render(callback).ShouldBe(expected);
    }

    [Fact]
    public void Bodies_Table_HasEveryKindOfCallback() =>
        Bodies.Select(row => (CallEventKind)row[0]).Order().ToArray()
            .ShouldBe(Enum.GetValues<CallEventKind>().Where(kind => kind < CallEventKind.CallStarted));

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Write_EachKind_FitsTheClosedSchema(CallEventKind kind, string data)
    {
        var body = JsonDocument.Parse(Render(Sample.Event("https://app.example/", kind: kind))).RootElement;

        body.GetArrayLength().ShouldBe(1, data);
        ClosedSchema.Faults(body[0].GetProperty("data"), kind.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public void Write_NoOperationContext_OmitsIt() =>
        Render(Sample.Event("https://app.example/") with { OperationContext = null }).ShouldNotContain("operationContext");

    [Theory]
    [InlineData(0, "2025-07-15T09:20:48+00:00")]
    [InlineData(5_000_000, "2025-07-15T09:20:48.5+00:00")]
    [InlineData(1, "2025-07-15T09:20:48.0000001+00:00")]
    public void Write_Time_TrimsTrailingZeros(long ticks, string expected)
    {
        var time = new DateTimeOffset(2025, 7, 15, 11, 20, 48, TimeSpan.FromHours(2)).AddTicks(ticks);

        Render(Sample.Event("https://app.example/") with { Time = time }).ShouldContain($"\"time\":\"{expected}\"");
    }

    [Fact]
    public void Write_TextThatNeedsEscaping_StaysTheSameText()
    {
        const string context = "\"quoted\" \\ \u0001 + <b> é 漢 \ud83d\ude00 \ud800";

        var body = JsonDocument.Parse(Render(Sample.Event("https://app.example/") with { OperationContext = context })).RootElement;

        body[0].GetProperty("data").GetProperty("operationContext").GetString().ShouldBe(context.Replace('\ud800', '\ufffd'));
    }

    private static string Render(CallbackEvent callback)
    {
        var buffer = new ArrayBufferWriter<byte>();
        CallbackBody.Write(buffer, callback, "2026-03-12");
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

file static class TextExtensions
{
    /// <summary>Replaces the first occurrences only.</summary>
    public static string Replace(this string text, string old, string with, int count)
    {
        for (; count > 0; count--)
        {
            var at = text.IndexOf(old, StringComparison.Ordinal);
            text = string.Concat(text.AsSpan(0, at), with, text.AsSpan(at + old.Length));
        }

        return text;
    }
}
