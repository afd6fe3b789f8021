using CallGrains.Calls.Commands;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;

namespace CallGrains.Calls.Codec;

/// <summary>The wire form of commands. The numbers of the kinds are never reused.</summary>
internal static class CommandCodec
{
    private enum Kind : byte
    {
        Create = 1,
        PlaceIncoming = 2,
        Start = 3,
        Answer = 4,
        Reject = 5,
        Redirect = 6,
        Connect = 7,
        GetCall = 8,
        GetParticipants = 9,
        GetParticipant = 10,
        Add = 11,
        CancelAdd = 12,
        Remove = 13,
        Move = 14,
        Transfer = 15,
        HangUp = 16,
        Terminate = 17,
        Mute = 18,
        Hold = 19,
        Unhold = 20,
    }

    public static void Write(StateWriter writer, CallCommand command)
    {
        writer.Byte((byte)KindOf(command));
        writer.Record(command, WriteCommon);
        WriteOwn(writer, command);
    }

    public static CallCommand Read(ref StateReader reader)
    {
        var kind = (Kind)reader.Byte();
        var common = reader.Record<Common>(ReadCommon);
        var command = ReadOwn(ref reader, kind, common.Leg) with { Repeat = common.Repeat, TraceParent = common.TraceParent };
        return command is LegOperation operation
            ? operation with { OperationContext = common.OperationContext, OperationCallbackUri = common.OperationCallbackUri }
            : command;
    }

    // What commands have in common is a record of its own, so that it can grow apart from what each kind adds.
    private static void WriteCommon(StateWriter writer, CallCommand command)
    {
        var operation = command as LegOperation;
        writer.Guid(command.Repeat?.RequestId ?? Guid.Empty);
        writer.Wide(command.Repeat?.Hash ?? UInt128.Zero);
        writer.Text(command.TraceParent);
        writer.Number(command is LegCommand onLeg ? onLeg.Leg : 0);
        writer.Text(operation?.OperationContext);
        writer.Text(operation?.OperationCallbackUri);
    }

    private static Common ReadCommon(ref StateReader reader)
    {
        var requestId = reader.Guid();
        var hash = reader.Wide();
        return new(
            requestId == Guid.Empty ? null : new(requestId, hash),
            reader.Text(),
            reader.Leg(),
            reader.Text(),
            reader.Text());
    }

    private static Kind KindOf(CallCommand command) => command switch
    {
        CreateCall => Kind.Create,
        PlaceIncomingCall => Kind.PlaceIncoming,
        StartCall => Kind.Start,
        AnswerCall => Kind.Answer,
        RejectCall => Kind.Reject,
        RedirectCall => Kind.Redirect,
        ConnectCall => Kind.Connect,
        GetCall => Kind.GetCall,
        GetParticipants => Kind.GetParticipants,
        GetParticipant => Kind.GetParticipant,
        AddParticipant => Kind.Add,
        CancelAddParticipant => Kind.CancelAdd,
        RemoveParticipant => Kind.Remove,
        MoveParticipants => Kind.Move,
        TransferToParticipant => Kind.Transfer,
        HangUp => Kind.HangUp,
        Terminate => Kind.Terminate,
        MuteParticipants => Kind.Mute,
        HoldParticipant => Kind.Hold,
        UnholdParticipant => Kind.Unhold,
        _ => throw new ArgumentException($"{command.GetType().Name} has no wire form.", nameof(command)),
    };

    private static void WriteOwn(StateWriter writer, CallCommand command)
    {
        switch (command)
        {
            case CreateCall create:
                writer.List(create.Targets, static (w, who) => w.Identifier(who));
                writer.Text(create.CallbackUri);
                writer.Identifier(create.Source);
                writer.Identifier(create.SourceCallerIdNumber);
                writer.Text(create.SourceDisplayName);
                writer.Text(create.OperationContext);
                break;
            case PlaceIncomingCall place:
                writer.Identifier(place.From);
                writer.Identifier(place.To);
                writer.Text(place.CallerDisplayName);
                writer.Text(place.CustomContext);
                break;
            case StartCall start:
                writer.List(start.Participants, static (w, who) => w.Identifier(who));
                writer.Byte(start.Locator is { } locator ? (byte)locator.Kind : (byte)0);
                writer.Text(start.Locator?.Id);
                break;
            case AnswerCall answer:
                writer.Number(answer.Ring);
                writer.Text(answer.CallbackUri);
                writer.Identifier(answer.AnsweredBy);
                writer.Text(answer.OperationContext);
                break;
            case RejectCall reject:
                writer.Number(reject.Ring);
                writer.Byte((byte)reject.Reason);
                break;
            case RedirectCall redirect:
                writer.Number(redirect.Ring);
                writer.Identifier(redirect.Target);
                break;
            case ConnectCall connect:
                writer.Text(connect.CallbackUri);
                writer.Text(connect.OperationContext);
                break;
            case GetParticipant get:
                writer.Identifier(get.Participant);
                break;
            case AddParticipant add:
                writer.Identifier(add.Participant);
                writer.Identifier(add.SourceCallerIdNumber);
                writer.Text(add.SourceDisplayName);
                writer.Number((ulong)(add.InvitationTimeout?.Ticks ?? 0));
                writer.Text(add.CustomContext);
                break;
            case CancelAddParticipant cancel:
                writer.Text(cancel.InvitationId);
                break;
            case RemoveParticipant remove:
                writer.Identifier(remove.Participant);
                break;
            case MoveParticipants move:
                writer.Key(move.Source);
                writer.Text(move.FromCall);
                writer.List(move.Participants, static (w, who) => w.Identifier(who));
                writer.Bool(move.SourceRefusal is not null);
                if (move.SourceRefusal is { } refusal)
                    writer.Record<CallReply>(refusal, ReplyCodec.Write);
                writer.List(move.Seen, ReplyCodec.WriteView);
                break;
            case TransferToParticipant transfer:
                writer.Identifier(transfer.Target);
                writer.Identifier(transfer.Transferee);
                writer.Identifier(transfer.SourceCallerIdNumber);
                writer.Text(transfer.CustomContext);
                break;
            case MuteParticipants mute:
                writer.List(mute.Participants, static (w, who) => w.Identifier(who));
                break;
            case HoldParticipant hold:
                writer.Identifier(hold.Participant);
                writer.Bool(hold.PromptIsPlayable);
                break;
            case UnholdParticipant unhold:
                writer.Identifier(unhold.Participant);
                break;
        }
    }

    private static CallCommand ReadOwn(ref StateReader reader, Kind kind, ushort leg)
    {
        if (kind is Kind.GetCall or Kind.GetParticipants or Kind.GetParticipant or Kind.HangUp or Kind.Terminate)
            return ReadPlain(ref reader, kind, leg);

        return kind >= Kind.Add ? ReadOperation(ref reader, kind, leg) : ReadOfCall(ref reader, kind);
    }

    private static LegCommand ReadPlain(ref StateReader reader, Kind kind, ushort leg) => kind switch
    {
        Kind.GetCall => new GetCall(leg),
        Kind.GetParticipants => new GetParticipants(leg),
        Kind.GetParticipant => new GetParticipant(leg, reader.RequiredIdentifier()),
        Kind.HangUp => new HangUp(leg),
        _ => new Terminate(leg),
    };

    private static CallCommand ReadOfCall(ref StateReader reader, Kind kind) => kind switch
    {
        Kind.Create => new CreateCall(reader.List<CommunicationIdentifier>(ReadIdentifier), reader.RequiredText())
        {
            Source = reader.Identifier(),
            SourceCallerIdNumber = reader.Identifier(),
            SourceDisplayName = reader.Text(),
            OperationContext = reader.Text(),
        },
        Kind.PlaceIncoming => new PlaceIncomingCall(reader.RequiredIdentifier(), reader.RequiredIdentifier())
        {
            CallerDisplayName = reader.Text(),
            CustomContext = reader.Text(),
        },
        Kind.Start => new StartCall(reader.List<CommunicationIdentifier>(ReadIdentifier), ReadLocator(ref reader)),
        Kind.Answer => new AnswerCall(reader.Ring(), reader.RequiredText())
        {
            AnsweredBy = reader.Identifier(),
            OperationContext = reader.Text(),
        },
        Kind.Reject => new RejectCall(reader.Ring(), (RejectReason)reader.Byte()),
        Kind.Redirect => new RedirectCall(reader.Ring(), reader.RequiredIdentifier()),
        Kind.Connect => new ConnectCall(reader.RequiredText()) { OperationContext = reader.Text() },
        _ => throw new InvalidDataException($"There is no command of kind {(byte)kind}."),
    };

    private static LegOperation ReadOperation(ref StateReader reader, Kind kind, ushort leg) => kind switch
    {
        Kind.Add => new AddParticipant(leg, reader.RequiredIdentifier())
        {
            SourceCallerIdNumber = reader.Identifier(),
            SourceDisplayName = reader.Text(),
            InvitationTimeout = reader.Number() is var ticks and > 0 ? new TimeSpan((long)ticks) : null,
            CustomContext = reader.Text(),
        },
        Kind.CancelAdd => new CancelAddParticipant(leg, reader.RequiredText()),
        Kind.Remove => new RemoveParticipant(leg, reader.RequiredIdentifier()),
        Kind.Move => new MoveParticipants(leg, reader.Key(), reader.RequiredText(), reader.List<CommunicationIdentifier>(ReadIdentifier))
        {
            SourceRefusal = reader.Bool() ? (Refusal)reader.Record<CallReply>(ReplyCodec.Read) : null,
            Seen = reader.List<ParticipantView>(ReplyCodec.ReadView),
        },
        Kind.Transfer => new TransferToParticipant(leg, reader.RequiredIdentifier())
        {
            Transferee = reader.Identifier(),
            SourceCallerIdNumber = reader.Identifier(),
            CustomContext = reader.Text(),
        },
        Kind.Mute => new MuteParticipants(leg, reader.List<CommunicationIdentifier>(ReadIdentifier)),
        Kind.Hold => new HoldParticipant(leg, reader.RequiredIdentifier()) { PromptIsPlayable = reader.Bool() },
        Kind.Unhold => new UnholdParticipant(leg, reader.RequiredIdentifier()),
        _ => throw new InvalidDataException($"There is no command of kind {(byte)kind}."),
    };

    private static CommunicationIdentifier ReadIdentifier(ref StateReader reader) => reader.RequiredIdentifier();

    private sealed record Common(
        Repeatability? Repeat, string? TraceParent, ushort Leg, string? OperationContext, string? OperationCallbackUri);

    private static GroupLocator? ReadLocator(ref StateReader reader)
    {
        var kind = (GroupLocatorKind)reader.Byte();
        return reader.Text() is { } id ? new(kind, id) : null;
    }
}
