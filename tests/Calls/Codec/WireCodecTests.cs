using System.Collections.Immutable;
using CallGrains.Calls.Codec;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Replies;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Codec;

public sealed class WireCodecTests
{
    private static readonly Guid Id = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e");
    private static readonly CallKey Key = new(0x1234_5678_9ABC);
    private static readonly DateTimeOffset Time = new(2026, 3, 12, 8, 0, 0, 5, TimeSpan.Zero);
    private static readonly ImmutableArray<ParticipantView> Views = [new(Alice, true, false), new(Phone, false, true)];

    private static readonly CallCommand[] Commands =
    [
        new CreateCall([Alice, Phone], Callback)
        {
            Source = Bob, SourceCallerIdNumber = CallerId, SourceDisplayName = "Bob", OperationContext = "c", TraceParent = "00-1",
            Repeat = new(Id, UInt128.MaxValue),
        },
        new PlaceIncomingCall(Phone, Alice) { CallerDisplayName = "P", CustomContext = "{}" },
        new StartCall([Alice], new(GroupLocatorKind.Room, "room")),
        new StartCall([Alice, Bob], null),
        new AnswerCall(7, Callback) { AnsweredBy = Bob, OperationContext = "" },
        new RejectCall(1, RejectReason.Forbidden),
        new RedirectCall(2, Carol),
        new ConnectCall(Callback) { OperationContext = "connect" },
        new GetCall(3),
        new GetParticipants(4),
        new GetParticipant(5, Alice),
        new AddParticipant(1, Phone)
        {
            SourceCallerIdNumber = CallerId, SourceDisplayName = "n", InvitationTimeout = TimeSpan.FromSeconds(30), CustomContext = "{}",
            OperationContext = "a", OperationCallbackUri = Callback,
        },
        new AddParticipant(1, Alice),
        new CancelAddParticipant(1, "id"),
        new RemoveParticipant(1, Alice),
        new MoveParticipants(2, Key, "from", [Alice, Bob]) { SourceRefusal = Refusals.NotFound, Seen = Views, OperationContext = "m" },
        new MoveParticipants(2, Key, "from", [Alice]),
        new TransferToParticipant(1, Alice) { Transferee = Bob, SourceCallerIdNumber = CallerId, CustomContext = "{}" },
        new HangUp(65535),
        new Terminate(1),
        new MuteParticipants(1, [Alice]),
        new HoldParticipant(1, Alice) { PromptIsPlayable = false },
        new UnholdParticipant(1, Alice),
    ];

    private static readonly CallReply[] Replies =
    [
        new Refusal(429, "8516", "slow down") { RetryAfter = TimeSpan.FromSeconds(2), CorrelationId = Id },
        new Refusal(400, "8523", "wrong", "targets[0]"),
        new ConnectionReply
        {
            ConnectionId = Id, ServerCallId = "s", Targets = [Alice], State = ConnectionState.Transferring, CallbackUri = Callback,
            SourceCallerIdNumber = CallerId, SourceDisplayName = "d", Source = Bob, AnsweredBy = Carol, AnsweredFor = Phone,
        },
        new RosterReply(Views),
        new ParticipantReply(Views[1]),
        new AcceptedReply { OperationContext = "o", InvitationId = "i", Participants = Views, FromCall = "f" },
        new PlacedReply("server"),
    ];

    private static readonly CallMessage[] Messages =
    [
        new Reserve(Id, Key, [Alice, Bob]),
        new Reserved(Id, Key, [new(Id, 3, Alice) { IsMuted = true, IsOnHold = true, IsAnnounced = true }]),
        new Decided(Id, Key, [new(Id, 3)]),
        new Ack(Id, Key),
    ];

    private static readonly EndpointNotice[] Notices =
    [
        new Invite(Id, Key, Alice)
        {
            Ring = 2, From = Phone, RingingSince = Time, Deadline = Time.AddSeconds(85), ServerCallId = "s", CorrelationId = Id,
            IncomingCallContext = "ctx", CallerDisplayName = "n", CustomContext = "{}", OnBehalfOf = Bob, AppMayAnswer = false,
        },
        new Attached(Id, Key, Alice, 4),
        new Bye(Id, Key, Alice, Results.Declined) { Ring = 9 },
        new Bye(Id, Key, Alice, ResultInformation.Success),
    ];

    private static readonly EndpointSignal[] Signals =
    [
        new InviteReceived(Id, 1), new Answered(Id, 2), new Declined(Id, 3, new(-1, -2, "odd")), new AttachedReceived(Id, 4), new Left(Id),
        new ByeReceived(Id, 5), new ByeReceived(Id),
    ];

    private static readonly CallbackEvent[] Callbacks =
    [
        new()
        {
            Id = Id, Kind = CallEventKind.ParticipantsUpdated, Stream = new(Key, 1, Callback), Time = Time, ConnectionId = Id, ServerCallId = "s",
            CorrelationId = Id, Result = ResultInformation.Success, Participants = Views, SequenceNumber = 12, TraceParent = "00-1",
        },
        new()
        {
            Id = Id, Kind = CallEventKind.CallStarted, Stream = new(Key, 0, ""), Time = Time, ConnectionId = Id, ServerCallId = "s",
            CorrelationId = Id, Result = Results.Busy, OperationContext = "o", Participant = Alice, InvitationId = "i", FromCall = "f",
            TransferTarget = Bob, Transferee = Carol, Facts = new(Bob, new(GroupLocatorKind.GroupCall, "g"), true, Time),
        },
    ];

    [Fact]
    public void Command_EveryKind_ComesBackTheSame() =>
        Commands.ShouldAllBe(command => Same(WireCodec.DecodeCommand(WireCodec.Encode(command)), command));

    [Fact]
    public void Reply_EveryKind_ComesBackTheSame() =>
        Replies.ShouldAllBe(reply => Same(WireCodec.DecodeReply(WireCodec.Encode(reply)), reply));

    [Fact]
    public void Message_EveryKind_ComesBackTheSame() =>
        Messages.ShouldAllBe(message => Same(WireCodec.DecodeMessage(WireCodec.Encode(message)), message));

    [Fact]
    public void Notice_EveryKind_ComesBackTheSame() =>
        Notices.ShouldAllBe(notice => Same(WireCodec.DecodeNotice(WireCodec.Encode(notice)), notice));

    [Fact]
    public void Signal_EveryKind_ComesBackTheSame() =>
        Signals.ShouldAllBe(signal => Same(WireCodec.DecodeSignal(WireCodec.Encode(signal)), signal));

    [Fact]
    public void Callback_EveryField_ComesBackTheSame() =>
        Callbacks.ShouldAllBe(callback => Same(WireCodec.DecodeCallback(WireCodec.Encode(callback)), callback));

    [Fact]
    public void Samples_NameEveryKindOfTheFamilies()
    {
        CoversAllOf<CallCommand>(Commands);
        CoversAllOf<CallReply>(Replies);
        CoversAllOf<CallMessage>(Messages);
        CoversAllOf<EndpointNotice>(Notices);
        CoversAllOf<EndpointSignal>(Signals);
    }

    [Fact]
    public void Decode_TruncatedBytes_IsInvalidData()
    {
        foreach (var command in Commands)
        {
            var bytes = WireCodec.Encode(command);
            for (var length = 0; length < bytes.Length; length++)
                Should.Throw<InvalidDataException>(() => WireCodec.DecodeCommand(bytes.AsSpan(0, length)));
        }
    }

    private static void CoversAllOf<T>(IEnumerable<T> samples)
        where T : class
    {
        var kinds = typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract);
        samples.Select(static sample => sample.GetType()).Distinct().ShouldBe(kinds, ignoreOrder: true);
    }

    // Records compare their arrays by reference; what is meant here is the content.
    private static bool Same<T>(T actual, T expected)
        where T : class
    {
        actual.GetType().ShouldBe(expected.GetType());
        Text(actual).ShouldBe(Text(expected));
        return true;
    }

    private static string Text(object value) => System.Text.Json.JsonSerializer.Serialize(value, value.GetType());
}
