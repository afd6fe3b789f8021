using CallGrains.Calls.Codec;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Abstractions.Calls;
using CallGrains.Grains.Engine;
using CallGrains.Grains.Keys;
using CallGrains.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace CallGrains.Grains.Tests.Engine;

/// <summary>What a gateway asks again, and for how long a request may be held by that.</summary>
public sealed class ClusterEngineTests
{
    private static readonly CallKey Call = new(7);
    private static readonly TimeSpan RetryFor = TimeSpan.FromSeconds(12);

    // As a call says it: with its correlation id.
    private static readonly Refusal NotRecorded = Refusals.StoreUnavailable with { CorrelationId = Guid.NewGuid() };
    private static readonly AcceptedReply Accepted = new() { InvitationId = Guid.NewGuid().ToString("D") };

    private readonly ManualTimeProvider _time = new();
    private readonly ICallGrain _grain = Substitute.For<ICallGrain>();
    private readonly ClusterEngine _engine;
    private readonly DateTimeOffset _began;
    private int _asked;

    public ClusterEngineTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain(Arg.Any<GrainId>(), Arg.Any<GrainInterfaceType>()).Returns(_grain);
        _began = _time.GetUtcNow();
        _engine = new(grains, new ClusterKeys(grains, "resource"), new(), new() { RetryFor = RetryFor }, _time, NullLogger<ClusterEngine>.Instance);
    }

    public static TheoryData<string> SafeCommands => ["add with a request id", "read"];

    [Theory]
    [MemberData(nameof(SafeCommands))]
    public async Task NotRecorded_SafeToRepeat_IsAskedAgainUntilItIs(string what)
    {
        Answers(asking => Task.FromResult<CallReply>(asking < 3 ? NotRecorded : Accepted));

        (await RunAsync(Command(what))).ShouldBe(Accepted);

        _asked.ShouldBe(3);
    }

    [Fact]
    public async Task NotRecorded_NoRequestId_IsAnsweredAtOnce()
    {
        Answers(static _ => Task.FromResult<CallReply>(NotRecorded));

        (await RunAsync(Command("add"))).ShouldBe(NotRecorded);

        _asked.ShouldBe(1);
    }

    [Fact]
    public async Task NotRecorded_TheStoreStaysAway_IsRefusedWithinTheTimeAndMayBeTriedAgain()
    {
        Answers(static _ => Task.FromResult<CallReply>(NotRecorded));

        var refusal = (await RunAsync(Command("read"))).ShouldBeOfType<Refusal>();

        (refusal.Status, refusal.RetryAfter).ShouldBe((503, TimeSpan.FromSeconds(1)));
        _asked.ShouldBeGreaterThan(5);
        Held.ShouldBeLessThanOrEqualTo(RetryFor);
    }

    [Fact]
    public async Task Unreachable_ThenNoAnswer_IsRefusedWhenTheTimeIsOver()
    {
        Answers(static asking => asking == 1 ? throw new TimeoutException() : new TaskCompletionSource<CallReply>().Task);

        var refusal = (await RunAsync(Command("add with a request id"))).ShouldBeOfType<Refusal>();

        (refusal.Status, refusal.RetryAfter is not null).ShouldBe((503, true));
        _asked.ShouldBe(2);
        Held.ShouldBe(RetryFor);
    }

    [Theory]
    [InlineData(409, "8519")]
    [InlineData(503, "8519")]
    [InlineData(429, "8516")]
    public async Task Refused_ForWhatIsSo_IsNotAskedAgain(int status, string code)
    {
        var refusal = new Refusal(status, code, "So it is.");
        Answers(_ => Task.FromResult<CallReply>(refusal));

        (await RunAsync(Command("read"))).ShouldBe(refusal);

        _asked.ShouldBe(1);
    }

    private TimeSpan Held => _time.GetUtcNow() - _began;

    private void Answers(Func<int, Task<CallReply>> answer) => _grain.ExecuteAsync(Arg.Any<Payload>())
        .Returns(async _ => new Payload(WireCodec.Encode(await answer(++_asked))));

    // Time goes on whenever the engine waits for it.
    private async Task<CallReply> RunAsync(CallCommand command)
    {
        var asking = _engine.ExecuteAsync(Call, command).AsTask();
        while (!asking.IsCompleted)
        {
            await Eventually.HoldsAsync(() => asking.IsCompleted || _time.NextDue is not null, "an answer, or a pause");
            if (_time.NextDue is { } due)
                _time.Advance(due - _time.GetUtcNow());
        }

        return await asking;
    }

    private static CallCommand Command(string what) => what switch
    {
        "read" => new GetParticipants(1),
        "add" => new AddParticipant(1, CommunicationIdentifier.Parse("8:acs:engine_ann")),
        _ => new AddParticipant(1, CommunicationIdentifier.Parse("8:acs:engine_ann")) { Repeat = new(Guid.NewGuid(), UInt128.One) },
    };
}
