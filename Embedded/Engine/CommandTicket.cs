using CallGrains.Calls.Replies;

namespace CallGrains.Embedded.Engine;

/// <summary>A command whose answer is still to come. Belongs to the list of its mailbox, which costs no allocation of its own.</summary>
internal sealed class CommandTicket : TaskCompletionSource<CallReply>, IThreadPoolWorkItem
{
    private CommandTicket? _previous;
    private CommandTicket? _next;
    private CallReply? _reply;

    /// <summary>The next ticket of the list it is in.</summary>
    public CommandTicket? Next => _next;

    /// <summary>Whether it is open: taken by a turn, and not answered yet.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Puts it at the head of the open ones.</summary>
    public void Open(ref CommandTicket? head)
    {
        IsOpen = true;
        _next = head;
        _next?._previous = this;
        head = this;
    }

    /// <summary>Takes it out of the open ones and puts it, with its answer, at the head of the answered ones.</summary>
    public void Answer(CallReply reply, ref CommandTicket? openHead, ref CommandTicket? answeredHead)
    {
        if (_previous is null)
            openHead = _next;
        else
            _previous._next = _next;
        _next?._previous = _previous;

        IsOpen = false;
        _reply = reply;
        _previous = null;
        _next = answeredHead;
        answeredHead = this;
    }

    /// <summary>Lets whoever awaits the answer go on, on this thread.</summary>
    public void Execute() => _ = TrySetResult(_reply!);
}
