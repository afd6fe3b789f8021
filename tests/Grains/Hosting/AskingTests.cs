using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Rig;
using CallGrains.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Grains.Tests.Hosting;

/// <summary>How long a request is held by one question, and what it is told then.</summary>
public sealed class AskingTests
{
    private readonly ManualTimeProvider _time = new();
    private int _asked;

    [Fact]
    public async Task AskAsync_ExpiredBeforePlacement_IsAskedAgain()
    {
        var answer = await _time.RunAsync(New(25).AskAsync(
            () => ++_asked == 1 ? throw new OperationCanceledException("Message expired before placement could complete.") : Task.FromResult(7),
            "The far side",
            CancellationToken.None));

        (answer, _asked).ShouldBe((7, 2));
    }

    [Theory]
    [InlineData(25, 25)]
    [InlineData(3, 10)]
    [InlineData(0, 10)]
    public async Task AskAsync_NobodyAnswers_SaysThatTheStoreFailedWhenTheTimeIsOver(int retryFor, int held)
    {
        var began = _time.GetUtcNow();

        var fault = await Should.ThrowAsync<IOException>(() => _time.RunAsync(
            New(retryFor).AskAsync(() => new TaskCompletionSource<int>().Task, "The far side", CancellationToken.None)));

        fault.Message.ShouldBe("The far side cannot be reached at present.");
        (_time.GetUtcNow() - began).ShouldBe(TimeSpan.FromSeconds(held));
    }

    [Fact]
    public async Task AskAsync_OfOurs_IsNotAskedAgain()
    {
        _ = await Should.ThrowAsync<InvalidOperationException>(() => _time.RunAsync(New(25).AskAsync<int>(
            () =>
            {
                _asked++;
                throw new InvalidOperationException();
            },
            "The far side",
            CancellationToken.None)));

        _asked.ShouldBe(1);
    }

    private Asking New(int retryFor) => new(new() { RetryFor = TimeSpan.FromSeconds(retryFor) }, _time, NullLogger<Asking>.Instance);
}
