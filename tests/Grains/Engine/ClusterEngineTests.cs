using CallGrains.Calls.Codec;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Abstractions.Calls;
using CallGrains.Grains.Abstractions.Groups;
using CallGrains.Grains.Engine;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Keys;
using CallGrains.Grains.Tests.Rig;
using CallGrains.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace CallGrains.Grains.Tests.Engine;

/// <summary>What a gateway asks again, and for how long a request may be held by that.</summary>
public sealed class ClusterEngineTests
{
    private static readonly CallKey Call = new(7);
    private static readonly GroupLocator Group = new(GroupLocatorKind.Room, "77");
    private static readonly TimeSpan RetryFor = TimeSpan.FromSeconds(12);

    // As a call says it: with its correlation id.
    private static readonly Refusal NotRecorded = Refusals.StoreUnavailable with { CorrelationId = Guid.NewGuid() };
    private static readonly AcceptedReply Accepted = new() { InvitationId = Guid.NewGuid().ToString("D") };

    private readonly ManualTimeProvider _time = new();
    private readonly ICallGrain _grain = Substitute.For<ICallGrain>();
    private readonly IGroupCallGrain _group = Substitute.For<IGroupCallGrain>();
    private readonly ClusterEngine _engine;
    private readonly DateTimeOffset _began;
    private int _asked;

    public ClusterEngineTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain(Arg.Any<GrainId>(), Arg.Any<GrainInterfaceType>()).Returns(_grain);
        _began = _time.GetUtcNow();
        grains.GetGrain<IGroupCallGrain>(Arg.Any<string>()).Returns(_group);
        var asking = new Asking(new() { RetryFor = RetryFor }, _time, NullLogger<Asking>.Instance);
        _engine = new(grains, new ClusterKeys(grains, "resource"), new(), asking);
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

    [Fact]
    public async Task FindGroupCall_ItsSiloIsLost_IsAskedAgainUntilAnotherAnswers()
    {
        GroupAnswers(asking => asking == 1 ? throw Late() : Task.FromResult<string?>(Call.ToString()));

        (await _time.RunAsync(_engine.FindGroupCallAsync(Group).AsTask())).ShouldBe(Call);

        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task FindGroupCall_NobodyAnswers_SaysThatItIsAwayWithinTheTime()
    {
        GroupAnswers(asking => asking == 1 ? throw Late() : new TaskCompletionSource<string?>().Task);

        var fault = await Should.ThrowAsync<IOException>(() => _time.RunAsync(_engine.FindGroupCallAsync(Group).AsTask()));

        fault.Message.ShouldBe("The owner of Room 77 cannot be reached at present.");
        _asked.ShouldBe(2);
        Held.ShouldBe(RetryFor);
    }

    [Fact]
    public async Task ClaimGroupCall_ItsSiloIsLost_IsAskedAgain()
    {
        _group.ClaimAsync(Arg.Any<string>()).Returns(_ => ++_asked == 1 ? throw Late() : Call.ToString());

        (await _time.RunAsync(_engine.ClaimGroupCallAsync(Group, Call).AsTask())).ShouldBe(Call);

        _asked.ShouldBe(2);
    }

    private TimeSpan Held => _time.GetUtcNow() - _began;

    private void Answers(Func<int, Task<CallReply>> answer) => _grain.ExecuteAsync(Arg.Any<Payload>())
        .Returns(async _ => new Payload(WireCodec.Encode(await answer(++_asked))));

    private void GroupAnswers(Func<int, Task<string?>> answer) => _group.FindAsync().Returns(async _ => await answer(++_asked));

    // As a question ends whose silo is gone: when its time is over.
    private TimeoutException Late()
    {
        _time.Advance(TimeSpan.FromSeconds(10));
        return new();
    }

    private Task<CallReply> RunAsync(CallCommand command) => _time.RunAsync(_engine.ExecuteAsync(Call, command).AsTask());

    private static CallCommand Command(string what) => what switch
    {
        "read" => new GetParticipants(1),
        "add" => new AddParticipant(1, CommunicationIdentifier.Parse("8:acs:engine_ann")),
        _ => new AddParticipant(1, CommunicationIdentifier.Parse("8:acs:engine_ann")) { Repeat = new(Guid.NewGuid(), UInt128.One) },
    };
}
