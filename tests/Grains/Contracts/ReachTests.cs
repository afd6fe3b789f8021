using CallGrains.Grains.Hosting;

namespace CallGrains.Grains.Tests.Contracts;

/// <summary>Which faults of the runtime mean "ask again", and which are ours.</summary>
public sealed class ReachTests
{
    public static TheoryData<Exception, bool> Faults => new()
    {
        { new OrleansException("The silo is gone."), true },
        { new TimeoutException(), true },
        { new IOException(), true },
        { new OperationCanceledException("Message expired before placement could complete."), true },
        { new InvalidOperationException(), false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void IsPassing_CallerStillWaits_ByKindOfFault(Exception fault, bool isPassing) =>
        Reach.IsPassing(fault, CancellationToken.None).ShouldBe(isPassing);

    [Fact]
    public void IsPassing_CallerGaveUp_CancellationIsHis() =>
        Reach.IsPassing(new OperationCanceledException(), new CancellationToken(canceled: true)).ShouldBeFalse();
}
