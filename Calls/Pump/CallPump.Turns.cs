using CallGrains.Calls.Commands;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Owing;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Roster;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Pump;

/// <content>What becomes of each input: acknowledged, read, decided, or kept waiting.</content>
public sealed partial class CallPump
{
    private void Acknowledge(CallInput input, DateTimeOffset now)
    {
        var staged = Acknowledgements.Apply(_staged, input);
        if (ReferenceEquals(staged, _staged))
            return;

        _durable = ReferenceEquals(_durable, _staged) ? staged : Acknowledgements.Apply(_durable, input);
        _inWrite = ReferenceEquals(_inWrite, _staged) ? staged : Acknowledgements.Apply(_inWrite, input);
        _staged = staged;
        _hasUnwrittenAcknowledgements = true;
        _mustWrite |= Deadlines.IsForgettable(staged!);
        HandOutDebts(now);
    }

    // A read is answered from what is durable, at once: it neither awaits the outcome of a write under way nor shows what that may yet
    // lose. (A host that writes within the turn gives it only afterwards.)
    private void Read(CommandInput input, DateTimeOffset until, DateTimeOffset now, bool isNew = true)
    {
        var reply = RosterReads.Read(_durable, (LegCommand)input.Command, _context.Names, out var wait);
        if (wait is not null)
            Wait(input, until, wait, now, isNew);
        else
            _ready.Add(new Answer(input.Ticket, Named(reply)));
    }

    private void Decide(CallInput input, DateTimeOffset until, DateTimeOffset now, bool isNew = true)
    {
        var turn = _decide(_staged, input, _context, now, _waiting.Any(static waiting => waiting.Reason.IsRosterRead));
        if (turn.Wait is { } wait)
        {
            Wait((CommandInput)input, until, wait, now, isNew);
            return;
        }

        if (input is CommandInput command && IsTooLarge(command.Command, turn.Result))
        {
            Stage(new Answer(command.Ticket, Named(Refusals.TooMany("The state of the call would be larger than can be stored."))));
            return;
        }

        if (turn.AsksAgain)
            AskAgain(now);

        _mustWrite |= !ReferenceEquals(turn.Result, _staged);
        _staged = turn.Result;
        foreach (var message in turn.Messages)
            Stage(new Send(message.To, message.Message) { RestsOnAbsence = message.RestsOnAbsence });

        if (turn.Reply is not null)
            Stage(new Answer(((CommandInput)input).Ticket, turn.Reply));
    }

    // What leaves rests on everything decided before it: it waits for the write that holds the last of that.
    private void Stage(CallEffect effect)
    {
        if (_mustWrite)
            _staging.Add(effect);
        else
            (_writing ?? _ready).Add(effect);
    }

    private void Wait(CommandInput input, DateTimeOffset until, HoldWait reason, DateTimeOffset now, bool isNew)
    {
        if (_waiting.Count >= _context.Rules.MaxWaiting)
        {
            _ready.Add(new Answer(input.Ticket, Named(reason.OnTimeout)));
            return;
        }

        _waiting.Add(new(input, until, reason));
        if (isNew)
            AskAgain(now);
    }

    // Somebody waits for the outcome of a move: its target is asked at once, not at the next regular try.
    private void AskAgain(DateTimeOffset now)
    {
        _outstanding.ExpireHolds();
        HandOutDebts(now);
    }

    private void TimePassed(DateTimeOffset now)
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].Until > now)
                continue;

            _ready.Add(new Answer(_waiting[i].Input.Ticket, Named(_waiting[i].Reason.OnTimeout)));
            _waiting.RemoveAt(i);
        }

        _outstanding.Expire(now);
        HandOutDebts(now);
    }

    private void RetryWaiting(DateTimeOffset now)
    {
        if (_waiting.Count == 0)
            return;

        var waiting = _waiting.ToArray();
        _waiting.Clear();
        foreach (var each in waiting)
        {
            if (each.Input.Command is GetCall or GetParticipants or GetParticipant)
                Read(each.Input, each.Until, now, isNew: false);
            else
                Decide(each.Input, each.Until, now, isNew: false);
        }
    }

    private void HandOutDebts(DateTimeOffset now)
    {
        if (_durable is null && _outstanding.IsEmpty)
            return;

        _debts.Clear();
        if (_durable is not null)
            Debts.Collect(_durable, _staged, _context.Names, _outstanding, _debts);

        _outstanding.Update(_debts, now, this, static (pump, effect) => pump.HandOut(effect));
    }

    // What answers a message may be owed from its write on as well: it leaves once, since an answer that comes twice is answered twice.
    private void HandOut(CallEffect effect)
    {
        if (effect is not Send || !_ready.Contains(effect))
            _ready.Add(effect);
    }

    // What only ends the call stays possible, and so does what makes its state smaller.
    private bool IsTooLarge(CallCommand command, CallState? state)
    {
        if (state is null || ReferenceEquals(state, _staged) || command is HangUp or Terminate)
            return false;

        // What was accepted must find room once it is decided: nobody is there then who could be refused.
        var size = _encoded.SizeOf(state);
        if (size > _size && size + MoveTarget.OutcomesSize(state) > _context.Rules.MaxStateSize)
            return true;

        _size = size;
        return false;
    }

    private CallReply Named(CallReply reply) => reply with { CorrelationId = _context.Names.Correlation };
}
