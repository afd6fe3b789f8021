using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.State;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Codec;

/// <summary>States to be stored: a fixed one in which every field has a value, and any number of generated ones.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Time = new(2026, 3, 12, 8, 0, 0, 123, TimeSpan.Zero);

    /// <summary>Version 1 with a value in every field. Its golden bytes are committed: it must not change.</summary>
    public static CallState Rich { get; } = new(new CallKey(((UInt128)0xABCDEF << 64) | 0x0123_4567_89AB_CDEF))
    {
        Phase = CallPhase.Connected,
        IsGroup = true,
        Locator = new(GroupLocatorKind.Room, "room-1"),
        CreatedAt = Time,
        Sequence = 12,
        LastRing = 300,
        LastLeg = 2,
        StartedBy = Alice,
        Legs =
        [
            new(1, LegKind.Create, Dave, Callback)
            {
                Status = LegStatus.Connecting, OperationContext = "create", Targets = [Alice, Phone], Source = Dave,
                SourceCallerIdNumber = CallerId, SourceDisplayName = "Büro", AnsweredBy = Bob, AnsweredFor = Phone, IsMuted = true,
                IsOnHold = true, EndResult = Results.EndedByApp,
            },
            new(2, LegKind.Connect, Bob, OtherCallback) { Status = LegStatus.Disconnected },
        ],
        Roster = [new(Id(1), 3, Alice) { IsMuted = true, IsOnHold = true, IsAnnounced = true }, new(Id(2), 0, Phone)],
        Invitations =
        [
            new(Id(3), InvitationPurpose.Transfer, Carol, Alice)
            {
                Target = Bob, Ring = 300, RingingSince = Time, Deadline = Time.AddSeconds(60), Leg = 1, OperationContext = "transfer",
                CallbackUri = OtherCallback, CallerDisplayName = "Alice", CustomContext = "{\"voipHeaders\":{}}", Transferee = Alice,
                TransfereeLeaves = true, IsReceived = true, Redirects = 2, TraceParent = "00-1",
            },
        ],
        Holds = [new(Id(4), new CallKey(7), [new(Id(5), 1, Carol) { IsOnHold = true }])],
        Moves =
        [
            new(Id(6), new CallKey(8))
            {
                Leg = 1, Named = [Bob, Carol], FromCall = "from", OperationContext = "move", CallbackUri = OtherCallback,
                Deadline = Time.AddSeconds(30), TraceParent = "00-2",
            },
            new(Id(7), new CallKey(9)) { Taken = [new(Id(8), 4)] },
        ],
        Farewells = [new(Id(9), Carol, Results.Declined, 299), new(Id(10), Dave, ResultInformation.Success)],
        Outbox =
        [
            new(Id(11), CallEventKind.CallTransferAccepted, 1, Time, new(-1, 560000, "Grüße"))
            {
                CallbackUri = Callback, OperationContext = "", Participant = Alice, InvitationId = "invitation", FromCall = "from",
                TransferTarget = Bob, Transferee = Carol, TraceParent = "00-3", IsOverflow = true,
            },
            new(Id(12), CallEventKind.ParticipantsUpdated, 2, Time, ResultInformation.Success) { CallbackUri = OtherCallback },
        ],
        Repeats = [new(new(Id(13), UInt128.MaxValue), Time, 1, Id(14)), new(new(Id(15), 0), Time.AddDays(1), 0, Guid.Empty)],
    };

    /// <summary>Some state, the same for the same seed.</summary>
    public static CallState Generate(int seed) => new Generator(new Random(seed)).State();

    private static Guid Id(int number) => new(number, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]);

    private sealed class Generator(Random random)
    {
        private static readonly string[] Alphabet = ["", "a", "Zß", "語", "\n", "🙂", "8:acs:", new('x', 300)];
        private static readonly CommunicationIdentifier[] People =
            [Alice, Phone, CommunicationIdentifier.Parse("8:orgid:t"), CommunicationIdentifier.Parse("28:dod:a"), CommunicationIdentifier.Parse("ü")];

        public CallState State() => new(new CallKey(((UInt128)(ulong)random.NextInt64() << 24) | (uint)random.Next(1 << 24)))
        {
            Phase = (CallPhase)random.Next(1, 5),
            IsGroup = Flag(),
            Locator = Flag() ? null : new((GroupLocatorKind)random.Next(1, 3), Text() ?? "id"),
            CreatedAt = When(),
            Sequence = random.Next(),
            LastRing = (uint)random.NextInt64(uint.MaxValue),
            LastLeg = Short(),
            StartedBy = Somebody(),
            Legs = Some(() => new Leg(Short(), (LegKind)random.Next(1, 4), Who(), Must())
            {
                Status = (LegStatus)random.Next(1, 4),
                OperationContext = Text(),
                Targets = Some(Who),
                Source = Somebody(),
                SourceCallerIdNumber = Somebody(),
                SourceDisplayName = Text(),
                AnsweredBy = Somebody(),
                AnsweredFor = Somebody(),
                IsMuted = Flag(),
                IsOnHold = Flag(),
                EndResult = Flag() ? Result() : null,
            }),
            Roster = Some(Person),
            Invitations = Some(() => new Invitation(Id(), (InvitationPurpose)random.Next(1, 5), Who(), Who())
            {
                Target = Who(),
                Ring = (uint)random.NextInt64(uint.MaxValue),
                RingingSince = When(),
                Deadline = When(),
                Leg = Short(),
                OperationContext = Text(),
                CallbackUri = Text(),
                CallerDisplayName = Text(),
                CustomContext = Text(),
                Transferee = Somebody(),
                TransfereeLeaves = Flag(),
                IsReceived = Flag(),
                Redirects = random.Next(100),
                TraceParent = Text(),
            }),
            Holds = Some(() => new Hold(Id(), new((ulong)random.NextInt64()), Some(Person))),
            Moves = Some(() => new Move(Id(), new((ulong)random.NextInt64()))
            {
                Taken = Flag() ? default : Some(() => new Calls.Moves.Stay(Id(), random.Next())),
                Leg = Short(),
                Named = Some(Who),
                FromCall = Must(),
                OperationContext = Text(),
                CallbackUri = Text(),
                Deadline = When(),
                TraceParent = Text(),
            }),
            Farewells = Some(() => new Farewell(Id(), Who(), Result(), (uint)random.Next())),
            Outbox = Some(() => new PendingEvent(Id(), (CallEventKind)random.Next(1, 18), Short(), When(), Result())
            {
                CallbackUri = Must(),
                OperationContext = Text(),
                Participant = Somebody(),
                InvitationId = Text(),
                FromCall = Text(),
                TransferTarget = Somebody(),
                Transferee = Somebody(),
                TraceParent = Text(),
                IsOverflow = Flag(),
            }),
            Repeats = Some(() => new RepeatRecord(new(Id(), new((ulong)random.NextInt64(), (ulong)random.NextInt64())), When(), Short(), Id())),
        };

        private System.Collections.Immutable.ImmutableArray<T> Some<T>(Func<T> make) => [.. Enumerable.Range(0, random.Next(4)).Select(_ => make())];

        private Participant Person() => new(Id(), random.Next(), Who()) { IsMuted = Flag(), IsOnHold = Flag(), IsAnnounced = Flag() };

        private ResultInformation Result() => Flag() ? ResultInformation.Success : new(random.Next(int.MinValue, int.MaxValue), random.Next(int.MinValue, int.MaxValue), Must());

        private CommunicationIdentifier Who() => People[random.Next(People.Length)];

        private CommunicationIdentifier? Somebody() => Flag() ? null : Who();

        private string Must() => string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));

        private string? Text() => Flag() ? null : Must();

        private bool Flag() => random.Next(2) == 0;

        private ushort Short() => (ushort)random.Next(ushort.MaxValue + 1);

        private DateTimeOffset When() => new(random.NextInt64(DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);

        private Guid Id()
        {
            Span<byte> bytes = stackalloc byte[16];
            random.NextBytes(bytes);
            return new(bytes);
        }
    }
}
