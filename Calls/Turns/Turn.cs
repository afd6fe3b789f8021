using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Turns;

/// <summary>
/// One input being decided: the state as it becomes, and what leaves with the write. The decisions of each feature work on it;
/// <see cref="CallDecider"/> begins and ends it.
/// </summary>
internal sealed class Turn
{
    private readonly CallState? _before;
    private CallState? _state;
    private List<OutgoingMessage>? _messages;

    public Turn(CallState? before, TurnContext context, DateTimeOffset now, bool rosterReadsWait)
    {
        _before = _state = before;
        Context = context;
        Now = now;
        RosterReadsWait = rosterReadsWait;
    }

    public TurnContext Context { get; }

    public DateTimeOffset Now { get; }

    /// <summary>Whether a roster read waits for holds to vanish; then no new hold is granted, or reads would starve.</summary>
    public bool RosterReadsWait { get; }

    /// <summary>The call as it is so far; throws when there is none.</summary>
    public CallState State
    {
        get => _state ?? throw new InvalidOperationException("There is no call.");
        set => _state = value;
    }

    public bool Exists => _state is not null;

    public CallState? Result => _state;

    /// <summary>Takes back what was decided so far: a refused command changes nothing.</summary>
    public void Revert() => _state = _before;

    /// <summary>Whether the roster changed: then the turn ends with one ParticipantsUpdated per leg.</summary>
    public bool RosterChanged { get; set; }

    /// <summary>Whether the sources of holds should be asked again at once, because somebody waits for them.</summary>
    public bool AsksAgain { get; set; }

    public CallReply? Reply { get; set; }

    /// <summary>Set when the command must wait for people held for a move.</summary>
    public HoldWait? Wait { get; set; }

    /// <summary>The <c>traceparent</c> of the command being decided.</summary>
    public string? TraceParent { get; set; }

    public IReadOnlyList<OutgoingMessage> Messages => _messages ?? (IReadOnlyList<OutgoingMessage>)[];

    public Guid NewId() => Context.IdSource.Next();

    /// <summary>Sends a message that is not owed: it answers one that came, and is asked for again if it is lost.</summary>
    public void Send(CallKey to, CallMessage message, bool restsOnAbsence = false) =>
        (_messages ??= []).Add(new(to, message, restsOnAbsence));

    /// <summary>Records an event of a leg; it is owed from the write on.</summary>
    public void Emit(Leg leg, CallEventKind kind, ResultInformation result, EventDetails details = default)
    {
        Owe(new(NewId(), kind, leg.Number, Now, result)
        {
            CallbackUri = details.CallbackUri ?? leg.CallbackUri,
            OperationContext = details.OperationContext,
            Participant = details.Participant,
            InvitationId = details.InvitationId,
            FromCall = details.FromCall,
            TransferTarget = details.TransferTarget,
            Transferee = details.Transferee,
            TraceParent = details.TraceParent ?? TraceParent,
        });
    }

    /// <summary>Adds an event to what is owed; beyond the bound of its leg it is owed to the dead letters.</summary>
    public void Owe(PendingEvent pending) =>
        State = State with { Outbox = State.Outbox.Add(IsOverfull(pending.Leg) ? pending with { IsOverflow = true } : pending) };

    /// <summary>Tells every leg of the call what the roster now is. One for all changes of a turn.</summary>
    public void PublishRoster()
    {
        if (!RosterChanged || _state is null)
            return;

        RosterChanged = false;
        State = State with { Sequence = State.Sequence + 1 };
        if (State.Phase != CallPhase.Connected)
            return;

        foreach (var leg in State.Legs)
        {
            if (leg.Status != LegStatus.Connected)
                continue;

            DropStaleRosterEvent(leg);
            Emit(leg, CallEventKind.ParticipantsUpdated, ResultInformation.Success);
        }
    }

    /// <summary>Replaces a leg by its changed self.</summary>
    public Leg Update(Leg leg, Leg changed)
    {
        State = State with { Legs = State.Legs.Replace(leg, changed) };
        return changed;
    }

    // An event of the roster carries the roster of the moment it is sent. So one that is not being sent yet is as good as the
    // newest, and need not stay; the first of its stream may be under way and stays.
    private void DropStaleRosterEvent(Leg leg)
    {
        var isFirst = true;
        foreach (var pending in State.Outbox)
        {
            if (pending.Leg != leg.Number || pending.IsOverflow || pending.CallbackUri != leg.CallbackUri)
                continue;

            if (pending.Kind == CallEventKind.ParticipantsUpdated && !isFirst)
            {
                State = State with { Outbox = State.Outbox.Remove(pending) };
                return;
            }

            isFirst = false;
        }
    }

    private bool IsOverfull(ushort leg)
    {
        if (State.Outbox.Length < Context.Rules.MaxUndeliveredEvents)
            return false;

        var undelivered = 0;
        foreach (var pending in State.Outbox)
        {
            if (pending.Leg == leg && !pending.IsOverflow)
                undelivered++;
        }

        return undelivered >= Context.Rules.MaxUndeliveredEvents;
    }
}

/// <summary>What an event says besides its kind and result.</summary>
internal readonly record struct EventDetails
{
    public string? CallbackUri { get; init; }

    public string? OperationContext { get; init; }

    public CommunicationIdentifier? Participant { get; init; }

    public string? InvitationId { get; init; }

    public string? FromCall { get; init; }

    public CommunicationIdentifier? TransferTarget { get; init; }

    public CommunicationIdentifier? Transferee { get; init; }

    public string? TraceParent { get; init; }
}

/// <summary>A message on its way to another call.</summary>
internal readonly record struct OutgoingMessage(CallKey To, CallMessage Message, bool RestsOnAbsence);

/// <summary>What a command that waits is answered when its patience ends.</summary>
internal sealed record HoldWait(Refusal OnTimeout, bool IsRosterRead);
