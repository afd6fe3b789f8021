using System.Text;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using static CallGrains.Endpoints.Tests.Attachments.Samples;

namespace CallGrains.Endpoints.Tests.Attachments;

public sealed class AttachmentCodecTests
{
    // Bytes of the first version: what was stored then must be read for ever.
    private const string Golden = """
        {"call":"AAAAAAAAAAAAAAo=","behavior":6,"hangUpAfterMs":5000,"ring":1,"invite":{"from":"8:acs:bob","deadline":"2026-03-12T08:01:25+00:00","serverCallId":"server","correlationId":"20000000-0000-4000-8000-000000000001","incomingCallContext":"context","callerDisplayName":"Bob"},"giveUpAt":"2026-03-12T08:11:25+00:00"}
        """;

    [Fact]
    public void ToRow_Ringing_WritesTheGoldenBytes()
    {
        var row = AttachmentCodec.ToRow(Ringing());

        row.Bytes.Span[0].ShouldBe((byte)1);
        Encoding.UTF8.GetString(row.Bytes.Span[1..]).ShouldBe(Golden);
    }

    [Fact]
    public void FromRow_EveryStatus_IsWhatWasWritten()
    {
        var machine = new AttachmentMachine(Rules);
        var attached = machine.Handle(Ringing(), null, new Told(Attached(3, CallB), Does(BehaviorKind.Busy)), Start).Next!;
        Attachment[] all =
        [
            Ringing(),
            machine.Handle(Ringing(), null, new PickedUp(), Start).Next!,
            machine.Handle(Ringing(), null, new TurnedDown(), Start).Next!,
            attached,
            machine.Handle(attached, null, new HungUp(), Start).Next!,
        ];

        foreach (var attachment in all)
            AttachmentCodec.FromRow(AttachmentCodec.ToRow(attachment)).ShouldBe(attachment);
        all.Select(attachment => attachment.Status).Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public void FromRow_NewerVersionOrGarbage_Throws()
    {
        var row = AttachmentCodec.ToRow(Ringing());

        _ = Should.Throw<InvalidDataException>(() => AttachmentCodec.FromRow(row with { Bytes = new byte[] { 2, 0x7B, 0x7D } }));
        _ = Should.Throw<InvalidDataException>(() => AttachmentCodec.FromRow(row with { Bytes = new byte[] { 1, 0x7B } }));
        _ = Should.Throw<InvalidDataException>(() => AttachmentCodec.FromRow(row with { Bytes = default }));
    }

    private static Attachment Ringing() =>
        new AttachmentMachine(Rules).Handle(null, null, new Told(Invite(), Does(BehaviorKind.Phone, hangUpAfterMs: 5_000)), Start).Next!;
}
