using CallGrains.Calls.Ids;
using CallGrains.Embedded.Store;
using CallGrains.Endpoints.Clock;
using Microsoft.Extensions.Logging;

namespace CallGrains.Embedded.Engine;

/// <summary>
/// Brings calls back into memory when they fall due. Walks once through the due times of the store: a call in memory looks
/// after its own time, and leaves only for a time that this walk has yet to reach.
/// </summary>
internal sealed partial class DueCalls : IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly ICallStore _store;
    private readonly TimeProvider _time;
    private readonly ActivityGauge _activity;
    private readonly int _atOnce;
    private readonly Func<CallKey, Task> _load;
    private readonly ILogger _logger;
    private readonly DueAlarm _alarm;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();

    // Only of the one walk that goes on.
    private DueCall? _reached;

    // Until when the store was asked, in ticks: set before it is read, for whoever is written afterwards is not found any more.
    private long _asked = long.MinValue;
    private Task _walking = Task.CompletedTask;
    private bool _isWalking;
    private bool _isAskedAgain;
    private bool _isStopped;

    public DueCalls(
        ICallStore store, TimeProvider time, ActivityGauge activity, int atOnce, Func<CallKey, Task> load, ILogger logger)
    {
        _store = store;
        _time = time;
        _activity = activity;
        _atOnce = atOnce;
        _load = load;
        _logger = logger;
        _alarm = new(time, Start);
    }

    /// <summary>Walks on to the present time.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (_isStopped)
                return;

            _isAskedAgain = _isWalking;
            if (_isWalking)
                return;

            _isWalking = true;
            _activity.Enter();
            _walking = Task.Run(WalkAsync);
        }
    }

    /// <summary>Whether the walk has yet to come to this time. Takes no lock: calls ask in their turns.</summary>
    public bool WillFind(DateTimeOffset due) => due.UtcTicks > Interlocked.Read(ref _asked);

    /// <summary>A call has left that is due then.</summary>
    public void Bring(DateTimeOffset? due) => _alarm.Bring(due);

    /// <summary>Ends the walk, without waiting for calls that are being read.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isStopped)
                return;

            _isStopped = true;
        }

        _alarm.Dispose();
        await _stopping.CancelAsync();
        await _walking;
        _stopping.Dispose();
    }

    private async Task WalkAsync()
    {
        try
        {
            DateTimeOffset? next;
            do
            {
                while (await StepAsync())
                {
                }

                // Who leaves after this brings its time by itself.
                next = _store.NextDue(_reached);
            }
            while (GoesOn());

            _alarm.Bring(next);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
        catch (IOException fault)
        {
            LogFailed(fault);
            lock (_lock)
            {
                _isWalking = false;
                if (!_isStopped)
                    _alarm.Bring(_time.GetUtcNow() + RetryPause);
            }
        }
        finally
        {
            _activity.Exit();
        }
    }

    private async Task<bool> StepAsync()
    {
        _stopping.Token.ThrowIfCancellationRequested();
        var until = _time.GetUtcNow();
        _ = Interlocked.Exchange(ref _asked, until.UtcTicks);
        var due = _store.ListDue(_reached, until, _atOnce);
        if (due.Count == 0)
            return false;

        await Task.WhenAll(due.Select(call => _load(call.Key))).WaitAsync(_stopping.Token);
        _reached = due[^1];
        return true;
    }

    private bool GoesOn()
    {
        lock (_lock)
        {
            _isWalking = _isAskedAgain && !_isStopped;
            _isAskedAgain = false;
            return _isWalking;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The calls that are due could not be read; they are tried again.")]
    private partial void LogFailed(Exception fault);
}
