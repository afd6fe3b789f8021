using System.Buffers.Binary;
using CallGrains.Calls.Codec;
using CallGrains.Calls.Ids;
using CallGrains.Calls.State;
using FsCheck;
using FsCheck.Fluent;

namespace CallGrains.Calls.Tests.Codec;

public sealed class CallStateCodecTests
{
    private const string Newest = "state-v1-short-repeats.bin";

    private static byte[] Golden { get; } = Read(Newest);

    [Theory]
    [InlineData("state-v1.bin")]
    [InlineData(Newest)]
    public void Decode_GoldenBytesOfVersion1_GivesTheState(string file) =>
        Structure.Of(CallStateCodec.Decode(Read(file))).ShouldBe(Structure.Of(Samples.Rich));

    [Fact]
    public void Encode_Today_StillGivesTheGoldenBytes() =>
        // When a field is added this fails, and that is right: commit the new bytes as a further file and keep this one readable.
        Convert.ToHexString(CallStateCodec.Encode(Samples.Rich)).ShouldBe(Convert.ToHexString(Golden));

    [Fact]
    public void Rich_HasAValueInEveryField()
    {
        // Otherwise the golden bytes would not show that a field is stored at all.
        var shown = Structure.Of(Samples.Rich);

        foreach (var (type, sample) in new (Type, string)[]
        {
            (typeof(CallState), shown),
            (typeof(Leg), Structure.Of(Samples.Rich.Legs[0])),
            (typeof(Invitation), Structure.Of(Samples.Rich.Invitations[0])),
            (typeof(PendingEvent), Structure.Of(Samples.Rich.Outbox[0])),
        })
        {
            foreach (var property in type.GetProperties())
                sample.ShouldNotContain($"{property.Name} = null", customMessage: type.Name);
        }
    }

    [Fact]
    public void RoundTrip_AnyState_KeepsEverything() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), static seed =>
        {
            var state = Samples.Generate(seed);
            return Structure.Of(CallStateCodec.Decode(CallStateCodec.Encode(state))) == Structure.Of(state);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(300, false)]
    [InlineData(300, true)]
    public void RoundTrip_RequestWithAndWithoutLegAndResult_KeepsBoth(ushort leg, bool hasResult)
    {
        var record = Samples.Rich.Repeats[0] with { Leg = leg, Result = hasResult ? Samples.Rich.Repeats[0].Result : Guid.Empty };

        CallStateCodec.Decode(CallStateCodec.Encode(Samples.Rich with { Repeats = [record] })).Repeats.ShouldBe([record]);
    }

    [Fact]
    public void RoundTrip_EmptyAndDefault_KeepsEverything()
    {
        var state = new CallState(default) { Phase = CallPhase.Ended };

        Structure.Of(CallStateCodec.Decode(CallStateCodec.Encode(state))).ShouldBe(Structure.Of(state));
    }

    [Fact]
    public void Decode_FieldsOfALaterVersionAtTheEnd_AreSkipped()
    {
        Structure.Of(CallStateCodec.Decode(Extended(Golden, 1))).ShouldBe(Structure.Of(Samples.Rich));

        // Inside the call: the record of a participant that grew.
        var person = Samples.Rich.Roster[1];
        var record = Golden.AsSpan().IndexOf(person.Participation.ToByteArray(bigEndian: true)) - LengthSize;
        var grown = Extended(Golden, record);
        WriteLength(grown, 1, ReadLength(grown, 1) + 3);
        Structure.Of(CallStateCodec.Decode(grown)).ShouldBe(Structure.Of(Samples.Rich));
    }

    [Fact]
    public void Decode_FieldsOfALaterVersionMissing_HaveTheirDefaults()
    {
        // The last field is who began the call.
        var size = 1 + Samples.Rich.StartedBy!.RawId.Length;
        var shorter = Golden[..^size];
        WriteLength(shorter, 1, ReadLength(shorter, 1) - size);

        Structure.Of(CallStateCodec.Decode(shorter)).ShouldBe(Structure.Of(Samples.Rich with { StartedBy = null }));
    }

    [Fact]
    public void Decode_CutAnywhere_IsInvalidData()
    {
        for (var length = 0; length < Golden.Length; length++)
            Should.Throw<InvalidDataException>(() => CallStateCodec.Decode(Golden.AsSpan(0, length)), $"cut after {length} bytes");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(CallStateCodec.Version + 1)]
    [InlineData(255)]
    public void Decode_OtherVersion_IsInvalidDataAndSaysWhich(byte version)
    {
        var other = Golden.ToArray();
        other[0] = version;

        Should.Throw<InvalidDataException>(() => CallStateCodec.Decode(other)).Message.ShouldContain($"{version}");
    }

    [Fact]
    public void Decode_AnyByteChanged_GivesAStateOrInvalidData()
    {
        var random = new Random(1);
        for (var i = 1; i < Golden.Length; i++)
        {
            var changed = Golden.ToArray();
            foreach (var value in (byte[])[(byte)(changed[i] ^ 0x80), 0, 255, (byte)random.Next(256)])
            {
                changed[i] = value;
                DecodesOrRefuses(changed);
            }
        }
    }

    [Fact]
    public void Decode_AnyBytes_GivesAStateOrInvalidData() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), static bytes =>
        {
            byte[] framed = [CallStateCodec.Version, (byte)(bytes.Length | 0x80), (byte)((bytes.Length >> 7) | 0x80), 0x80, 0, .. bytes];
            DecodesOrRefuses(bytes);
            DecodesOrRefuses(framed);
            DecodesOrRefuses([CallStateCodec.Version, .. bytes]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Decode_HugeLengths_AllocateNothing()
    {
        // A list that says it has two billion entries, and a text as long.
        byte[] many = [1, 0x9B, 0x80, 0x80, 0, .. new byte[CallKey.Size], 1, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 7, 0, 0, 0];
        byte[] text = [1, 0x94, 0x80, 0x80, 0, .. new byte[CallKey.Size], 1, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 7, 0];

        Should.Throw<InvalidDataException>(() => CallStateCodec.Decode(many));
        Should.Throw<InvalidDataException>(() => CallStateCodec.Decode(text));
    }

    private const int LengthSize = 4;

    private static void DecodesOrRefuses(byte[] bytes)
    {
        try
        {
            CallStateCodec.Decode(bytes).ShouldNotBeNull();
        }
        catch (InvalidDataException)
        {
            // What is not a call is said to be none; any other exception fails the test.
        }
    }

    // The record at this offset with three more bytes at its end.
    private static byte[] Read(string golden) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Codec", "golden", golden));

    private static byte[] Extended(byte[] bytes, int at)
    {
        var size = ReadLength(bytes, at);
        var end = at + LengthSize + size;
        byte[] extended = [.. bytes[..end], 9, 9, 9, .. bytes[end..]];
        WriteLength(extended, at, size + 3);
        return extended;
    }

    private static int ReadLength(byte[] bytes, int at)
    {
        var packed = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
        return (int)((packed & 0x7F) | ((packed >> 1) & 0x3F80) | ((packed >> 2) & 0x1F_C000) | ((packed >> 3) & 0xFE0_0000));
    }

    private static void WriteLength(byte[] bytes, int at, int size)
    {
        for (var i = 0; i < LengthSize; i++)
            bytes[at + i] = (byte)(((size >> (7 * i)) & 0x7F) | (i < LengthSize - 1 ? 0x80 : 0));
    }
}
