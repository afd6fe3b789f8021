using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;

namespace CallGrains.Calls.Codec;

/// <summary>The wire form of what calls and endpoints say to each other. The numbers of the kinds are never reused.</summary>
internal static class FarSideCodec
{
    private enum Kind : byte
    {
        Invite = 1,
        Attached = 2,
        Bye = 3,
        InviteReceived = 17,
        Answered = 18,
        Declined = 19,
        AttachedReceived = 20,
        Left = 21,
        ByeReceived = 22,
    }

    public static void Write(StateWriter writer, EndpointNotice notice)
    {
        writer.Byte((byte)(notice switch
        {
            Invite => Kind.Invite,
            Attached => Kind.Attached,
            Bye => Kind.Bye,
            _ => throw new ArgumentException($"{notice.GetType().Name} has no wire form.", nameof(notice)),
        }));
        writer.Guid(notice.Participation);
        writer.Key(notice.Call);
        writer.Identifier(notice.Endpoint);
        switch (notice)
        {
            case Invite invite:
                WriteInvite(writer, invite);
                break;
            case Attached attached:
                writer.Number(attached.Hop);
                break;
            case Bye bye:
                EventCodec.WriteResult(writer, bye.Reason);
                writer.Number(bye.Ring ?? 0);
                break;
        }
    }

    public static EndpointNotice ReadNotice(ref StateReader reader)
    {
        var kind = (Kind)reader.Byte();
        var participation = reader.Guid();
        var call = reader.Key();
        var endpoint = reader.RequiredIdentifier();
        return kind switch
        {
            Kind.Invite => ReadInvite(ref reader, participation, call, endpoint),
            Kind.Attached => new Attached(participation, call, endpoint, reader.Int()),
            Kind.Bye => new Bye(participation, call, endpoint, EventCodec.ReadRequiredResult(ref reader)) { Ring = RingOrNull(ref reader) },
            _ => throw new InvalidDataException($"There is no notice of kind {(byte)kind}."),
        };
    }

    public static void Write(StateWriter writer, EndpointSignal signal)
    {
        var (kind, number) = signal switch
        {
            InviteReceived received => (Kind.InviteReceived, received.Ring),
            Answered answered => (Kind.Answered, answered.Ring),
            Declined declined => (Kind.Declined, declined.Ring),
            AttachedReceived attached => (Kind.AttachedReceived, (uint)attached.Hop),
            Left => (Kind.Left, 0u),
            ByeReceived bye => (Kind.ByeReceived, bye.Ring ?? 0),
            _ => throw new ArgumentException($"{signal.GetType().Name} has no wire form.", nameof(signal)),
        };
        writer.Byte((byte)kind);
        writer.Guid(signal.Participation);
        writer.Number(number);
        if (signal is Declined { Reason: var reason })
            EventCodec.WriteResult(writer, reason);
    }

    public static EndpointSignal ReadSignal(ref StateReader reader)
    {
        var kind = (Kind)reader.Byte();
        var participation = reader.Guid();
        return kind switch
        {
            Kind.InviteReceived => new InviteReceived(participation, reader.Ring()),
            Kind.Answered => new Answered(participation, reader.Ring()),
            Kind.Declined => new Declined(participation, reader.Ring(), EventCodec.ReadRequiredResult(ref reader)),
            Kind.AttachedReceived => new AttachedReceived(participation, reader.Int()),
            Kind.Left => new Left(participation),
            Kind.ByeReceived => new ByeReceived(participation, RingOrNull(ref reader)),
            _ => throw new InvalidDataException($"There is no signal of kind {(byte)kind}."),
        };
    }

    private static uint? RingOrNull(ref StateReader reader) => reader.Ring() is var ring and > 0 ? ring : null;

    private static void WriteInvite(StateWriter writer, Invite invite)
    {
        writer.Number(invite.Ring);
        writer.Identifier(invite.From);
        writer.Time(invite.RingingSince);
        writer.Time(invite.Deadline);
        writer.Text(invite.ServerCallId);
        writer.Guid(invite.CorrelationId);
        writer.Text(invite.IncomingCallContext);
        writer.Text(invite.CallerDisplayName);
        writer.Text(invite.CustomContext);
        writer.Identifier(invite.OnBehalfOf);
        writer.Bool(invite.AppMayAnswer);
    }

    private static Invite ReadInvite(ref StateReader reader, Guid participation, CallKey call, CommunicationIdentifier endpoint) =>
        new(participation, call, endpoint)
        {
            Ring = reader.Ring(),
            From = reader.RequiredIdentifier(),
            RingingSince = reader.Time(),
            Deadline = reader.Time(),
            ServerCallId = reader.RequiredText(),
            CorrelationId = reader.Guid(),
            IncomingCallContext = reader.RequiredText(),
            CallerDisplayName = reader.Text(),
            CustomContext = reader.Text(),
            OnBehalfOf = reader.Identifier(),
            AppMayAnswer = reader.Bool(),
        };
}
