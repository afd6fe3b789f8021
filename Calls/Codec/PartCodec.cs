using CallGrains.Calls.Identifiers;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Codec;

/// <summary>The stored form of legs, people, invitations and farewells.</summary>
internal static class PartCodec
{
    private const int Muted = 1;
    private const int OnHold = 2;
    private const int Announced = 4;

    public static void Write(StateWriter writer, Leg leg)
    {
        writer.Number(leg.Number);
        writer.Byte((byte)leg.Kind);
        writer.Byte((byte)leg.Status);
        writer.Identifier(leg.Identity);
        writer.Text(leg.CallbackUri);
        writer.Text(leg.OperationContext);
        writer.List(leg.Targets, static (w, target) => w.Identifier(target));
        writer.Identifier(leg.Source);
        writer.Identifier(leg.SourceCallerIdNumber);
        writer.Text(leg.SourceDisplayName);
        writer.Identifier(leg.AnsweredBy);
        writer.Identifier(leg.AnsweredFor);
        writer.Byte((byte)((leg.IsMuted ? Muted : 0) | (leg.IsOnHold ? OnHold : 0)));
        EventCodec.WriteResult(writer, leg.EndResult);
    }

    public static Leg ReadLeg(ref StateReader reader)
    {
        var number = reader.Leg();
        var kind = (LegKind)reader.Byte();
        var status = (LegStatus)reader.Byte();
        var leg = new Leg(number, kind, reader.RequiredIdentifier(), reader.RequiredText())
        {
            Status = status,
            OperationContext = reader.Text(),
            Targets = reader.List<CommunicationIdentifier>(static (ref StateReader r) => r.RequiredIdentifier()),
            Source = reader.Identifier(),
            SourceCallerIdNumber = reader.Identifier(),
            SourceDisplayName = reader.Text(),
            AnsweredBy = reader.Identifier(),
            AnsweredFor = reader.Identifier(),
        };
        var marks = reader.Byte();
        return leg with { IsMuted = (marks & Muted) != 0, IsOnHold = (marks & OnHold) != 0, EndResult = EventCodec.ReadResult(ref reader) };
    }

    public static void Write(StateWriter writer, Participant person)
    {
        writer.Guid(person.Participation);
        writer.Number(person.Hop);
        writer.Identifier(person.Identifier);
        writer.Byte((byte)((person.IsMuted ? Muted : 0) | (person.IsOnHold ? OnHold : 0) | (person.IsAnnounced ? Announced : 0)));
    }

    public static Participant ReadParticipant(ref StateReader reader)
    {
        var person = new Participant(reader.Guid(), reader.Int(), reader.RequiredIdentifier());
        var marks = reader.Byte();
        return marks == 0 ? person : person with
        {
            IsMuted = (marks & Muted) != 0,
            IsOnHold = (marks & OnHold) != 0,
            IsAnnounced = (marks & Announced) != 0,
        };
    }

    public static void Write(StateWriter writer, Invitation invitation)
    {
        writer.Guid(invitation.Participation);
        writer.Byte((byte)invitation.Purpose);
        writer.Identifier(invitation.Asked);
        writer.Identifier(invitation.From);
        writer.Identifier(invitation.Target);
        writer.Number(invitation.Ring);
        writer.Time(invitation.RingingSince);
        writer.Time(invitation.Deadline);
        writer.Number(invitation.Leg);
        writer.Text(invitation.OperationContext);
        writer.Text(invitation.CallbackUri);
        writer.Text(invitation.CallerDisplayName);
        writer.Text(invitation.CustomContext);
        writer.Identifier(invitation.Transferee);
        writer.Bool(invitation.TransfereeLeaves);
        writer.Bool(invitation.IsReceived);
        writer.Number(invitation.Redirects);
        writer.Text(invitation.TraceParent);
    }

    public static Invitation ReadInvitation(ref StateReader reader) =>
        new(reader.Guid(), (InvitationPurpose)reader.Byte(), reader.RequiredIdentifier(), reader.RequiredIdentifier())
        {
            Target = reader.RequiredIdentifier(),
            Ring = reader.Ring(),
            RingingSince = reader.Time(),
            Deadline = reader.Time(),
            Leg = reader.Leg(),
            OperationContext = reader.Text(),
            CallbackUri = reader.Text(),
            CallerDisplayName = reader.Text(),
            CustomContext = reader.Text(),
            Transferee = reader.Identifier(),
            TransfereeLeaves = reader.Bool(),
            IsReceived = reader.Bool(),
            Redirects = reader.Int(),
            TraceParent = reader.Text(),
        };

    public static void Write(StateWriter writer, Farewell farewell)
    {
        writer.Guid(farewell.Participation);
        writer.Identifier(farewell.Endpoint);
        EventCodec.WriteResult(writer, farewell.Reason);
        writer.Number(farewell.Ring);
    }

    public static Farewell ReadFarewell(ref StateReader reader) =>
        new(reader.Guid(), reader.RequiredIdentifier(), EventCodec.ReadRequiredResult(ref reader), reader.Ring());
}
