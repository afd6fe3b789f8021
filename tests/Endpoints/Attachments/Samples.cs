using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;

namespace CallGrains.Endpoints.Tests.Attachments;

internal static class Samples
{
    public static readonly DateTimeOffset Start = new(2026, 3, 12, 8, 0, 0, TimeSpan.Zero);
    public static readonly CommunicationIdentifier Ann = CommunicationIdentifier.Parse("8:acs:ann");
    public static readonly CommunicationIdentifier Bob = CommunicationIdentifier.Parse("8:acs:bob");
    public static readonly Guid P = new("10000000-0000-4000-8000-000000000001");
    public static readonly CallKey CallA = new(0xA);
    public static readonly CallKey CallB = new(0xB);
    public static readonly AttachmentRules Rules = new();

    public static Invite Invite(uint ring = 1, Guid? participation = null, CommunicationIdentifier? endpoint = null) =>
        new(participation ?? P, CallA, endpoint ?? Ann)
        {
            Ring = ring,
            From = Bob,
            RingingSince = Start,
            Deadline = Start.AddSeconds(85),
            ServerCallId = "server",
            CorrelationId = new("20000000-0000-4000-8000-000000000001"),
            IncomingCallContext = "context",
            CallerDisplayName = "Bob",
        };

    public static Attached Attached(int hop = 0, CallKey? call = null, Guid? participation = null, CommunicationIdentifier? endpoint = null) =>
        new(participation ?? P, call ?? CallA, endpoint ?? Ann, hop);

    public static Bye Bye(uint? ring = null, CallKey? call = null) => new(P, call ?? CallA, Ann, ResultInformation.Success) { Ring = ring };

    public static EndpointBehavior Does(BehaviorKind kind, int afterMs = 0, int? hangUpAfterMs = null) =>
        new() { Kind = kind, AfterMs = afterMs, HangUpAfterMs = hangUpAfterMs };
}
