using System.Collections.Concurrent;
using CallGrains.Endpoints.Clock;

namespace CallGrains.Endpoints.Tests.Clock;

public sealed class VirtualTimeProviderTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 12, 0, 0, 0, TimeSpan.Zero);
    private readonly ActivityGauge _activity = new();
    private readonly VirtualTimeProvider _clock;

    public VirtualTimeProviderTests() => _clock = new(Start, _activity);

    public void Dispose() => _clock.Dispose();

    [Fact]
    public async Task AdvanceAsync_SeveralTimers_FireInOrderEachAtItsTime()
    {
        var fired = new ConcurrentQueue<(string, double)>();
        void Arm(string name, int seconds) => _ = _clock.CreateTimer(
            _ => fired.Enqueue((name, (_clock.GetUtcNow() - Start).TotalSeconds)), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
        Arm("late", 30);
        Arm("early", 10);
        Arm("second of two", 20);
        Arm("third of two", 20);
        Arm("beyond", 41);

        await _clock.AdvanceAsync(TimeSpan.FromSeconds(40));

        fired.ShouldBe([("early", 10), ("second of two", 20), ("third of two", 20), ("late", 30)]);
        _clock.Now.ShouldBe(Start.AddSeconds(40));
    }

    [Fact]
    public async Task AdvanceAsync_WorkSetsAnotherTimer_FiresItInTheSameAdvance()
    {
        var fired = new ConcurrentQueue<double>();
        void Again(object? _)
        {
            _activity.Enter();
            _ = Task.Run(() =>
            {
                fired.Enqueue((_clock.GetUtcNow() - Start).TotalSeconds);
                _ = _clock.CreateTimer(Again, null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
                _activity.Exit();
            });
        }

        _ = _clock.CreateTimer(Again, null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);

        await _clock.AdvanceAsync(TimeSpan.FromSeconds(10));

        fired.ShouldBe([3, 6, 9]);
    }

    [Fact]
    public async Task AdvanceAsync_WorkUnderWay_WaitsForIt()
    {
        _activity.Enter();
        var advance = _clock.AdvanceAsync(TimeSpan.FromSeconds(1));
        advance.IsCompleted.ShouldBeFalse();
        _clock.Now.ShouldBe(Start);

        _activity.Exit();
        await advance.WaitAsync(TimeSpan.FromSeconds(10));

        _clock.Now.ShouldBe(Start.AddSeconds(1));
    }

    [Fact]
    public async Task CreateTimer_Periodic_FiresUntilDisposed()
    {
        var count = 0;
        var timer = _clock.CreateTimer(_ => count++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        await _clock.AdvanceAsync(TimeSpan.FromSeconds(6));
        count.ShouldBe(3);

        await timer.DisposeAsync();
        await _clock.AdvanceAsync(TimeSpan.FromSeconds(6));

        count.ShouldBe(3);
        timer.Change(TimeSpan.Zero, TimeSpan.Zero).ShouldBeFalse();
    }

    [Fact]
    public async Task CreateTimer_DueAtOnce_FiresWithoutAdvance()
    {
        var fired = new TaskCompletionSource();
        _ = _clock.CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await fired.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await _activity.WhenIdleAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task AdvanceAsync_Negative_Throws() =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => _clock.AdvanceAsync(TimeSpan.FromTicks(-1)));
}
