using System.Collections.Concurrent;
using CallGrains.Calls.Commands;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Embedded.Store;
using CallGrains.Endpoints.Clock;
using CallGrains.Endpoints.Hosting;
using Microsoft.Extensions.Logging;

namespace CallGrains.Embedded.Engine;

/// <summary>
/// Runs the calls of one node. A call is in memory while it is used, owes or awaits something; otherwise it is a row of the
/// store, found again by its key or by the time it is due.
/// </summary>
public sealed partial class EmbeddedEngine : ICallEngine, ICallSignals, IAsyncDisposable
{
    private readonly ConcurrentDictionary<CallKey, Mailbox> _resident = new();
    private readonly IIdSource _idSource;
    private readonly GroupCalls _groups;
    private readonly WakeList _wakeList;
    private readonly DueCalls _dueCalls;
    private readonly IdleList _idleList;
    private readonly RetryList _retryList;
    private readonly ILogger<EmbeddedEngine> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CallRules _watchedRules;
    private Func<bool> _isWatched = static () => false;
    private IEndpointNotices? _endpoints;
    private ICallbackDelivery? _delivery;
    private Task _recovering = Task.CompletedTask;
    private int _residents;

    /// <summary>The engine of one node.</summary>
    /// <param name="ids">The ids of the engine.</param>
    /// <param name="rules">Limits and times of calls.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="store">Where calls are kept.</param>
    /// <param name="groups">Where the current calls of groups are kept.</param>
    /// <param name="idSource">Where random ids come from.</param>
    /// <param name="activity">Where work under way is counted.</param>
    /// <param name="time">The clock that drives calls.</param>
    /// <param name="systemTime">The clock of the machine, for what stays in memory how long.</param>
    /// <param name="logger">The log.</param>
    public EmbeddedEngine(
        CallIds ids,
        CallRules rules,
        EngineOptions options,
        ICallStore store,
        IGroupStore groups,
        IIdSource idSource,
        ActivityGauge activity,
        TimeProvider time,
        TimeProvider systemTime,
        ILogger<EmbeddedEngine> logger)
    {
        Ids = ids;
        Rules = rules;
        _watchedRules = rules with { RecordsLifecycle = true };
        Options = options;
        Store = store;
        Activity = activity;
        Time = time;
        SystemTime = systemTime;
        _idSource = idSource;
        _logger = logger;
        _groups = new(groups, ProbeAsync, IsDamaged, systemTime);
        _wakeList = new(time, Wake);
        _dueCalls = new(store, time, activity, options.MaxLoading, LoadAsync, logger);
        _idleList = new(options, systemTime, () => IsOverfull);
        _retryList = new(options.RetryAfterFault, systemTime, WakeAgain);
    }

    /// <inheritdoc/>
    public CallIds Ids { get; }

    /// <inheritdoc/>
    public CallRules Rules { get; }

    /// <summary>How many calls are in memory.</summary>
    public int Residents => Volatile.Read(ref _residents);

    internal EngineOptions Options { get; }

    internal ICallStore Store { get; }

    internal ActivityGauge Activity { get; }

    internal TimeProvider Time { get; }

    internal TimeProvider SystemTime { get; }

    internal IJointEndpoints? JointEndpoints { get; private set; }

    internal bool IsOverfull => Residents > Options.MaxResident;

    /// <summary>Connects the engine with what it talks to. Called once, before <see cref="Start"/>.</summary>
    /// <param name="endpoints">
    /// The far side. One that is <see cref="IJointEndpoints"/> has its changes stored with those of the calls.
    /// </param>
    /// <param name="delivery">The delivery of callbacks.</param>
    /// <param name="isWatched">
    /// Whether event subscriptions want to be told of the life of calls; asked when a call comes into memory. Calls record it
    /// only then, so that nobody pays for what nobody reads.
    /// </param>
    public void Connect(IEndpointNotices endpoints, ICallbackDelivery delivery, Func<bool>? isWatched = null)
    {
        _isWatched = isWatched ?? _isWatched;
        _endpoints = endpoints;
        JointEndpoints = Options.MaxJointCalls > 1 ? endpoints as IJointEndpoints : null;
        _delivery = delivery;
    }

    /// <summary>Takes up, in the background, what was owed and what fell due while nobody was there. Calls can be used at once.</summary>
    public void Start()
    {
        _recovering = Task.Run(() => new Recovery(Store, Options, () => IsOverfull, LoadAsync, SystemTime, _logger).RunAsync(_stopping.Token));
        _dueCalls.Start();
    }

    /// <inheritdoc/>
    public ValueTask<CallReply> ExecuteAsync(CallKey call, CallCommand command, CancellationToken cancellationToken = default) =>
        command is StartCall { Locator: { } locator }
            ? new(StartAsync(call, locator, command).WaitAsync(cancellationToken))
            : DoAsync(call, command, cancellationToken);

    /// <inheritdoc/>
    public void Signal(CallKey call, EndpointSignal signal) => Give(call, new SignalInput(signal));

    /// <summary>Tells a call that one of its events was delivered, or is a dead letter.</summary>
    /// <param name="call">The call.</param>
    /// <param name="leg">The leg of the event.</param>
    /// <param name="callback">The id of the event.</param>
    public void Settle(CallKey call, ushort leg, Guid callback)
    {
        var settled = new EventSettled(leg, callback);
        while (MailboxOf(call).Settle(settled) == PostResult.Gone)
        {
        }
    }

    /// <inheritdoc/>
    public ValueTask<CallKey?> FindGroupCallAsync(GroupLocator locator, CancellationToken cancellationToken = default) =>
        new(_groups.Find(locator));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CallKey>> ListEarlierGroupCallsAsync(GroupLocator locator, CancellationToken cancellationToken = default) =>
        new(_groups.ListEarlier(locator));

    /// <inheritdoc/>
    public ValueTask<CallKey> ClaimGroupCallAsync(GroupLocator locator, CallKey call, CancellationToken cancellationToken = default) =>
        _groups.ClaimAsync(locator, call, cancellationToken);

    /// <summary>Refuses new commands and waits, within bounds, for the answers to those under way.</summary>
    public async Task StopAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;

        await _stopping.CancelAsync();
        await _recovering;
        await _dueCalls.DisposeAsync();
        await SettleDownAsync();
    }

    /// <summary>
    /// Stops, and writes of every call in memory what could wait, within <see cref="EngineOptions.StopTimeout"/>. The store must
    /// still be open, and nothing may talk to the engine any more.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var mailbox in _resident.Values)
            mailbox.LeaveNow();
        await SettleDownAsync();
        _wakeList.Dispose();
        _idleList.Dispose();
        _retryList.Dispose();
        _groups.Dispose();
        _stopping.Dispose();
    }

    private ValueTask<CallReply> DoAsync(CallKey call, CallCommand command, CancellationToken cancellationToken)
    {
        if (_stopping.IsCancellationRequested)
            return new(HostRefusals.Stopping);

        if (command is CreateCall or PlaceIncomingCall or StartCall && Residents >= Options.MaxActive)
            return new(HostRefusals.TooManyActive);

        var ticket = new CommandTicket();
        if (!Execute(call, new(command, ticket)))
            return new(HostRefusals.MailboxFull);
        return ticket.Task.IsCompletedSuccessfully ? new(ticket.Task.Result) : new(ticket.Task.WaitAsync(cancellationToken));
    }

    // Nobody knows what became of a start that was answered 503: it may be the call of its group.
    private async Task<CallReply> StartAsync(CallKey call, GroupLocator locator, CallCommand start)
    {
        _groups.Starting(locator, call);
        var isRefused = false;
        try
        {
            var reply = await DoAsync(call, start, CancellationToken.None);
            isRefused = reply is Refusal { Status: < 500 };
            return reply;
        }
        finally
        {
            await _groups.StartedAsync(locator, call, isRefused);
        }
    }

    // What is in memory could be read, and what is not is read only to see whether it can be.
    private bool IsDamaged(CallKey call)
    {
        if (_resident.ContainsKey(call))
            return false;

        try
        {
            _ = NewPump(call, Store.Load(call).Span, Time.GetUtcNow());
            return false;
        }
        catch (InvalidDataException fault)
        {
            LogDamaged(call, fault);
            return true;
        }
    }

    private async Task SettleDownAsync()
    {
        using var limit = new CancellationTokenSource(Options.StopTimeout, SystemTime);
        try
        {
            await Activity.WhenIdleAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            LogStoppedUnsettled(Options.StopTimeout);
        }
    }
}
