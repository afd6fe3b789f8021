using CallGrains.Calls.Codec;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Abstractions.Calls;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Waking;
using Microsoft.Extensions.Logging;

namespace CallGrains.Grains.Calls;

/// <summary>
/// Owns one call: hands what arrives to the pump of <c>Calls</c>, stores what it decides, and carries out what follows. Nothing
/// is decided here.
/// </summary>
/// <remarks>
/// Reentrant: a command waits for its write while messages and further commands go on; the pump, which is only touched between
/// awaits, keeps them apart. Storage is asked one thing at a time. A write that failed, or that nobody knows the end of, ends
/// the activation; the next one meets what is stored.
/// </remarks>
[Reentrant]
[GrainType("callgrains.call")]
public sealed partial class CallGrain : Grain, ICallGrain, IRemindable
{
    private readonly IPersistentState<CallRow> _row;
    private readonly CallHost _host;
    private readonly ILogger<CallGrain> _logger;
    private readonly GrainAlarm _alarm;
    private readonly DurableWakeUp _wakeUp;
    private readonly Handover _handover;
    private readonly HashSet<object> _open = [];
    private CallKey _key;
    private CallPump? _pump;
    private bool _isTouched;

    /// <summary>A call.</summary>
    /// <param name="row">Where it is stored.</param>
    /// <param name="host">What the calls of the silo share.</param>
    /// <param name="logger">The log.</param>
    public CallGrain(
        [PersistentState(GrainStores.Calls, GrainStores.Provider)] IPersistentState<CallRow> row, CallHost host, ILogger<CallGrain> logger)
    {
        _row = row;
        _host = host;
        _logger = logger;
        _alarm = new(this, OnTimeAsync);
        _wakeUp = new(this, host.Options.ReminderPeriod);
        _handover = new(host.Options.HandOverAgainAfter);
    }

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = CallKeys.Parse(this.GetPrimaryKeyString());
        var ids = await _host.GetIdsAsync(cancellationToken);

        // One that owes nothing may have a reminder that rests until it next needs time: it is set anew before anything is owed.
        if (_row.State.Owes)
            _wakeUp.Found();

        var rules = await _host.GetRulesAsync(cancellationToken);
        _pump = new(_key, _row.State.State, rules, ids, _host.IdSource, _host.Now);
        Drive();
    }

    /// <inheritdoc/>
    public async Task<Payload> ExecuteAsync(Payload command)
    {
        if (_pump is null)
            return new(WireCodec.Encode(Refusals.StoreUnavailable));
        if (_open.Count >= _host.Options.MaxWaitingCommands)
            return new(WireCodec.Encode(Refusals.TooMany("Too many requests of this call are waiting; try again.")));

        var ticket = new TaskCompletionSource<CallReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = _open.Add(ticket);
        Post(new CommandInput(WireCodec.DecodeCommand(command.Bytes), ticket));
        return new(WireCodec.Encode(await ticket.Task));
    }

    /// <inheritdoc/>
    public Task TellAsync(Payload message)
    {
        Post(new MessageInput(WireCodec.DecodeMessage(message.Bytes)));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SignalAsync(Payload signal)
    {
        Post(new SignalInput(WireCodec.DecodeSignal(signal.Bytes)));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SettleAsync(ushort leg, Guid eventId)
    {
        _handover.Settled(eventId);
        Post(new EventSettled(leg, eventId));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool?> IsGoingOnAsync() => _pump is null
        ? throw new IOException($"Call {_key} is about to be loaded again.")
        : Task.FromResult(_pump.Durable?.IsAlive);

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (reminderName == DurableWakeUp.SiloLost)
            return HurryAsync();

        _wakeUp.Ticked();
        return RestAsync();
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => LeaveAsync(cancellationToken);

    private void Post(CallInput input)
    {
        // Between a failed write and the end of the activation: whoever owes this says it again.
        if (_pump is null)
            return;

        _isTouched = true;
        try
        {
            _pump.Post(input, _host.Now);
            Drive();
        }
        catch (Exception fault)
        {
            // Whatever was decided is dropped with the pump; what is stored is loaded again.
            LogTurnFailed(_key, fault);
            Drop();
        }
    }

    // A silo died. To be active is what matters; rest has time until the reminder ticks, when the cluster is itself again.
    private Task HurryAsync()
    {
        if (_pump is null)
            throw new IOException($"Call {_key} is about to be loaded again.");

        _isTouched = true;
        _handover.Hurry(_host.Now);
        Drive();
        return _storing;
    }

    private Task OnTimeAsync()
    {
        var now = _host.Now;
        foreach (var effect in _handover.TakeDue(now))
            HandOver(effect);
        if (_pump?.NextDue <= now)
            Post(Tick.Instance);
        SetAlarm();
        return Task.CompletedTask;
    }
}
