using CallGrains.Grains.Hosting;
using Microsoft.Extensions.Logging;

namespace CallGrains.Grains.Waking;

/// <summary>
/// When a silo died, ticks the reminders of this silo's share at once: calls and endpoints that owed something there wake as soon
/// as the death is noticed. Their own tick is up to a period away, and is missed when the silo that was to give it dies as well.
/// </summary>
/// <remarks>
/// Each survivor looks after its range of the ring, as reminders do, so that together they see all rows. A grain that is active
/// elsewhere takes the tick as well. What fails here for long is left to the reminder.
/// </remarks>
internal sealed partial class OrphanWaker : GrainService, IOrphanWaker
{
    // All are ticked once more after a pause: an activation elsewhere, whose entry in the directory died with the silo, is ended by
    // its own silo, perhaps after it took the first tick.
    private const int FullRounds = 2;

    // A tick may meet a silo that died too and was not missed yet; those are given again. By then the reminders themselves tick.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly IReminderTable _reminders;
    private readonly IGrainFactory _grains;
    private readonly IClusterMembershipService _membership;
    private readonly GrainOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<OrphanWaker> _logger;
    private bool _isAsked;
    private bool _isSweeping;

    /// <summary>The one of a silo.</summary>
    /// <param name="id">Its identity in the runtime.</param>
    /// <param name="silo">The silo.</param>
    /// <param name="loggers">The log of the base class.</param>
    /// <param name="reminders">Who is to be woken.</param>
    /// <param name="grains">The cluster.</param>
    /// <param name="membership">Who died.</param>
    /// <param name="options">How many at once.</param>
    /// <param name="time">System time, by which reminders run.</param>
    /// <param name="logger">The log.</param>
    public OrphanWaker(
        GrainId id,
        Silo silo,
        ILoggerFactory loggers,
        IReminderTable reminders,
        IGrainFactory grains,
        IClusterMembershipService membership,
        GrainOptions options,
        TimeProvider time,
        ILogger<OrphanWaker> logger)
        : base(id, silo, loggers)
    {
        _reminders = reminders;
        _grains = grains;
        _membership = membership;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    public override async Task OnRangeChange(IRingRange oldRange, IRingRange newRange, bool increased)
    {
        await base.OnRangeChange(oldRange, newRange, increased);

        // Somebody left; the share may have changed only after the death was heard of.
        if (increased)
            Ask();
    }

    /// <inheritdoc/>
    protected override async Task StartInBackground()
    {
        await base.StartInBackground();

        // Those who died while nobody was here: after a failure of all silos there is no other sweep.
        Ask();
        HashSet<SiloAddress> dead = [.. Dead(_membership.CurrentSnapshot)];
        try
        {
            await foreach (var snapshot in _membership.MembershipUpdates.WithCancellation(StoppedCancellationTokenSource.Token))
            {
                var known = dead.Count;
                dead.UnionWith(Dead(snapshot));
                if (dead.Count > known)
                    Ask();

                // Rows of the dead are removed from the table in time; so they are here.
                dead.IntersectWith(Dead(snapshot));
            }
        }
        catch (OperationCanceledException) when (StoppedCancellationTokenSource.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private static IEnumerable<SiloAddress> Dead(ClusterMembershipSnapshot snapshot) =>
        snapshot.Members.Values.Where(static member => member.Status == SiloStatus.Dead).Select(static member => member.SiloAddress);

    private void Ask()
    {
        _isAsked = true;
        if (!_isSweeping)
            SweepAsync().Ignore();
    }

    private async Task SweepAsync()
    {
        _isSweeping = true;
        try
        {
            while (_isAsked && !StoppedCancellationTokenSource.IsCancellationRequested)
            {
                _isAsked = false;
                try
                {
                    await WakeAsync();
                }
                catch (Exception fault) when (!StoppedCancellationTokenSource.IsCancellationRequested)
                {
                    LogNotRead(fault);
                    _isAsked = true;
                    await PauseAsync();
                }
            }
        }
        finally
        {
            _isSweeping = false;
        }
    }

    /// <summary>The reminders of this silo's share that may be of something owed; one that rests until a later time owes nothing.</summary>
    private async Task<IReadOnlyList<ReminderEntry>> FindAsync()
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var tables = await Task.WhenAll(RangeFactory.GetSubRanges(RingRange).Select(range => _reminders.ReadRows(range.Begin, range.End)));
        return [.. tables.SelectMany(static table => table.Reminders).Where(row => row.ReminderName == DurableWakeUp.Name && row.StartAt - now <= 2 * row.Period)];
    }

    private async Task WakeAsync()
    {
        var began = _time.GetTimestamp();
        List<ReminderEntry> failed = [];
        for (var round = 1; round <= FullRounds || failed.Count > 0; round++)
        {
            if (round > 1)
                await PauseAsync();
            if (_isAsked || _time.GetElapsedTime(began) > Patience)
                return;

            var start = _time.GetTimestamp();
            var rows = round <= FullRounds ? await FindAsync() : failed;
            failed = await TickAsync(rows);
            if (rows.Count > 0)
                LogSwept(rows.Count - failed.Count, failed.Count, _time.GetElapsedTime(start));
        }
    }

    private async Task<List<ReminderEntry>> TickAsync(IReadOnlyList<ReminderEntry> rows)
    {
        using var places = new SemaphoreSlim(_options.MaxWakingAtOnce);
        List<ReminderEntry> failed = [];
        List<Task> ticks = new(rows.Count);
        foreach (var row in rows)
        {
            await places.WaitAsync();
            ticks.Add(TickOneAsync(row));
        }

        await Task.WhenAll(ticks);
        return failed;

        async Task TickOneAsync(ReminderEntry row)
        {
            try
            {
                var status = new TickStatus(row.StartAt, row.Period, _time.GetUtcNow().UtcDateTime);
                await _grains.GetGrain<IRemindable>(row.GrainId).ReceiveReminder(DurableWakeUp.SiloLost, status);
            }
            catch (Exception fault)
            {
                LogNotWoken(row.GrainId, fault);
                failed.Add(row);
            }
            finally
            {
                _ = places.Release();
            }
        }
    }

    private Task PauseAsync() => Task.Delay(Pause, _time, StoppedCancellationTokenSource.Token);

    [LoggerMessage(1, LogLevel.Information, "After a silo left: {woken} calls, endpoints and letters were woken, {failed} could not be, in {elapsed}.")]
    private partial void LogSwept(int woken, int failed, TimeSpan elapsed);

    [LoggerMessage(2, LogLevel.Debug, "{grain} could not be woken; its reminder will.")]
    private partial void LogNotWoken(GrainId grain, Exception fault);

    [LoggerMessage(3, LogLevel.Warning, "The reminders of the cluster could not be read to wake what a silo left behind; it is tried again.")]
    private partial void LogNotRead(Exception fault);
}
