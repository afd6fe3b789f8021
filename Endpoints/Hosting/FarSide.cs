using System.Threading.Channels;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Clock;
using CallGrains.Endpoints.Simulator;
using Microsoft.Extensions.Logging;

namespace CallGrains.Endpoints.Hosting;

/// <summary>
/// Runs the endpoints of one node. Most notices are taken within the write of the call that gives them. What else arrives is
/// taken in batches: the attachments concerned are read, all inputs applied, all changes stored in one write, and only then do
/// calls hear of them. Nothing stays in memory in between; the store knows who is due next.
/// </summary>
public sealed partial class FarSide : IJointEndpoints, ISimulator, IAsyncDisposable
{
    private const int ListLimit = 1_000;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly EndpointOptions _options;
    private readonly AttachmentMachine _machine;
    private readonly IAttachmentStore _store;
    private readonly BehaviorDirectory _behaviors;
    private readonly ICallSignals _signals;
    private readonly ActivityGauge _activity;
    private readonly TimeProvider _time;
    private readonly ILogger<FarSide> _logger;
    private readonly Channel<Work> _queue;
    private readonly Claims _claims = new();
    private readonly Tombstones _tombstones;
    private readonly Announcements _announcements;
    private readonly DueAlarm _alarm;
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <summary>The far side of one node.</summary>
    /// <param name="options">Bounds.</param>
    /// <param name="rules">The times of endpoints.</param>
    /// <param name="store">Where attachments are kept.</param>
    /// <param name="behaviors">What endpoints are programmed to do.</param>
    /// <param name="signals">How calls are reached.</param>
    /// <param name="announcer">How apps are told of incoming calls.</param>
    /// <param name="activity">Where work under way is counted.</param>
    /// <param name="time">The clock that drives endpoints.</param>
    /// <param name="logger">The log.</param>
    public FarSide(
        EndpointOptions options,
        AttachmentRules rules,
        IAttachmentStore store,
        BehaviorDirectory behaviors,
        ICallSignals signals,
        IIncomingCallAnnouncer announcer,
        ActivityGauge activity,
        TimeProvider time,
        ILogger<FarSide> logger)
    {
        _options = options;
        _machine = new(rules);
        _store = store;
        _behaviors = behaviors;
        _signals = signals;
        _activity = activity;
        _time = time;
        _logger = logger;
        _queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(options.MaxWaiting) { SingleReader = true });
        _tombstones = new(options.MaxTombstones);
        _announcements = new(announcer, OnAnnounced, logger);
        _alarm = new(time, LookAtTheTime);
    }

    /// <summary>Reads the behaviours and takes up what fell due meanwhile.</summary>
    /// <param name="cancellationToken">Stops starting.</param>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _behaviors.LoadAsync(cancellationToken);
        _running = RunAsync();
        LookAtTheTime();
    }

    /// <inheritdoc/>
    public void Post(EndpointNotice notice)
    {
        if (!TryEnqueue(new Noticed(notice)))
            LogDropped(notice.Participation, notice.Call);
    }

    /// <summary>Ends what is under way; what waits is dropped and comes again from the calls.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;

        _ = _queue.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _running;
        _alarm.Dispose();
        await _announcements.DisposeAsync();
        _stopping.Dispose();
    }

    private bool TryEnqueue(Work work)
    {
        _activity.Enter();
        if (_queue.Writer.TryWrite(work))
            return true;

        _activity.Exit();
        return false;
    }

    // Nobody else rings again for what is due: when too much waits, it is for later.
    private void LookAtTheTime()
    {
        if (!TryEnqueue(new DueCame()) && !_stopping.IsCancellationRequested)
            _alarm.Bring(_time.GetUtcNow() + RetryPause);
    }

    private void OnAnnounced(Invite invite) => TryEnqueue(new WasAnnounced(invite.Participation, invite.Ring));

    private async Task RunAsync()
    {
        var batch = new List<Work>();
        try
        {
            while (await _queue.Reader.WaitToReadAsync(_stopping.Token))
            {
                TakeBatch(batch);
                try
                {
                    await ProcessAsync(batch, _stopping.Token);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    // Calls repeat what was dropped; what is due stays due in the store.
                    LogBatchFailed(batch.Count, fault);
                    FailActs(batch);
                    _alarm.Bring(_time.GetUtcNow() + RetryPause);
                }
                finally
                {
                    _activity.Exit(batch.Count);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            FailActs(batch);
        }
        finally
        {
            DropWaiting();
        }
    }

    /// <summary>A person's act stands alone, because it concerns whoever is there once all before it has taken effect.</summary>
    private void TakeBatch(List<Work> batch)
    {
        batch.Clear();
        while (batch.Count < _options.MaxBatch && _queue.Reader.TryPeek(out var next))
        {
            if (next is Act && batch.Count > 0)
                return;

            _ = _queue.Reader.TryRead(out next);
            batch.Add(next!);
            if (next is Act)
                return;
        }
    }

    private void DropWaiting()
    {
        _ = _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out var work))
        {
            (work as Act)?.Result.TrySetResult(ActResult.Unavailable);
            _activity.Exit();
        }
    }

    private static void FailActs(List<Work> batch)
    {
        foreach (var act in batch.OfType<Act>())
            _ = act.Result.TrySetResult(ActResult.Unavailable);
    }

    private abstract record Work;

    private sealed record Noticed(EndpointNotice Notice) : Work;

    private sealed record WasAnnounced(Guid Participation, uint Ring) : Work;

    private sealed record DueCame : Work;

    private sealed record Act(CommunicationIdentifier Endpoint, AttachmentInput Input) : Work
    {
        public TaskCompletionSource<ActResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
