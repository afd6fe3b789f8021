using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Embedded.Tests.Rig;
using CallGrains.Endpoints.Hosting;
using CallGrains.Endpoints.Simulator;

namespace CallGrains.Embedded.Tests.Engine;

public sealed class JointWriteTests : IAsyncLifetime
{
    private static readonly CommunicationIdentifier Ann = CommunicationIdentifier.Parse("8:acs:ann");
    private static readonly CommunicationIdentifier Bob = CommunicationIdentifier.Parse("8:acs:bob");
    private static readonly CommunicationIdentifier Eve = CommunicationIdentifier.Parse("8:acs:eve");
    private static readonly CommunicationIdentifier Dan = CommunicationIdentifier.Parse("8:acs:dan");
    private static readonly CommunicationIdentifier[] People = [Ann, Bob, Eve, Dan];
    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync();

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task Move_BothCallsFree_IsOneWrite()
    {
        var (source, target) = await TwoCallsAsync();
        _node.Store.Forget();

        (await MoveAsync(target, source, Bob)).ShouldBeOfType<AcceptedReply>();

        // The answer says that the write is durable: who looks now sees the move done, on both sides.
        _node.Store.Written.ShouldHaveSingleItem().ShouldBe((2, 1));
        (await RosterAsync(source)).ShouldBe([Ann]);
        (await RosterAsync(target)).ShouldBe([Eve, Bob], ignoreOrder: true);
        await _node.Callbacks.ExpectAsync(target, CallEventKind.MoveParticipantSucceeded);
    }

    [Fact]
    public async Task Add_EndpointAnswersAtOnce_IsOneWrite()
    {
        var leg = await _node.ConnectedAsync(Ann);
        _node.Store.Forget();

        (await _node.DoAsync(leg, new AddParticipant(leg.Leg, Bob))).ShouldBeOfType<AcceptedReply>();

        _node.Store.Written.ShouldHaveSingleItem().ShouldBe((1, 1));
        await _node.Callbacks.ExpectAsync(leg, CallEventKind.AddParticipantSucceeded);
    }

    [Fact]
    public async Task Move_WriteFails_LeavesBothAsTheyWere()
    {
        var (source, target) = await TwoCallsAsync();
        _node.Store.Fails = static _ => true;

        (await MoveAsync(target, source, Bob)).ShouldBeOfType<Refusal>().Status.ShouldBe(503);

        _node.Store.Fails = static _ => false;
        (await RosterAsync(source)).ShouldBe([Ann, Bob], ignoreOrder: true);
        (await RosterAsync(target)).ShouldBe([Eve]);
        (await MoveAsync(target, source, Bob)).ShouldBeOfType<AcceptedReply>();
        await _node.Callbacks.ExpectAsync(target, CallEventKind.MoveParticipantSucceeded);
        (await RosterAsync(source)).ShouldBe([Ann]);
    }

    [Fact]
    public async Task Move_WriteUnderWay_IsNotSeenAndNotAnswered()
    {
        var (source, target) = await TwoCallsAsync();
        _node.Store.Holds = write => write.Key == source.Call;

        var move = MoveAsync(target, source, Bob);
        await Eventually.HoldsAsync(() => _node.Store.HeldBack == 1, "the move is being written");

        (await RosterAsync(source)).ShouldBe([Ann, Bob], ignoreOrder: true);
        (await RosterAsync(target)).ShouldBe([Eve]);
        move.IsCompleted.ShouldBeFalse();
        _node.Store.Holds = static _ => false;
        _node.Store.Release();
        (await move).ShouldBeOfType<AcceptedReply>();
        (await RosterAsync(source)).ShouldBe([Ann]);
    }

    [Fact]
    public async Task Move_SourceIsBeingWritten_GoesTheLongWay()
    {
        var (source, target) = await TwoCallsAsync();
        _node.Store.Holds = write => write.Key == source.Call;
        var mute = _node.DoAsync(source, new MuteParticipants(source.Leg, [Ann]));
        await Eventually.HoldsAsync(() => _node.Store.HeldBack == 1, "the mute is being written");

        (await MoveAsync(target, source, Bob)).ShouldBeOfType<AcceptedReply>();

        (await RosterAsync(target)).ShouldBe([Eve]);
        _node.Store.Holds = static _ => false;
        _node.Store.Release();
        (await mute).ShouldBeOfType<AcceptedReply>();
        await _node.Callbacks.ExpectAsync(target, CallEventKind.MoveParticipantSucceeded);
        (await RosterAsync(source)).ShouldBe([Ann]);
    }

    [Fact]
    public async Task Moves_Crossing_LoseNobody()
    {
        var (one, other) = (await _node.ConnectedAsync(Ann, Bob), await _node.ConnectedAsync(Eve, Dan));
        var rounds = Enumerable.Range(0, 50).Select(async round =>
        {
            await Task.Yield();
            _ = round % 2 == 0 ? await MoveAsync(one, other, Dan) : await MoveAsync(other, one, Dan, Bob);
        });

        await Task.WhenAll(rounds);
        await _node.AdvanceAsync(0);

        var all = (await RosterAsync(one)).Concat(await RosterAsync(other)).ToList();
        all.ShouldBe([Ann, Bob, Eve, Dan], ignoreOrder: true);
    }

    [Fact]
    public async Task Terminate_ManyPeople_IsOneWrite()
    {
        var leg = await _node.ConnectedAsync(Ann, Bob, Eve, Dan);
        _node.Store.Forget();

        _ = await _node.DoAsync(leg, new Terminate(leg.Leg));

        _node.Store.Written[0].ShouldBe((1, 4));
        (await _node.Simulator.ListAttachmentsAsync(null, 10)).ShouldBeEmpty();
        await _node.Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected);
    }

    [Fact]
    public async Task HangUp_WhileAMoveIsWritten_IsHeardByTheNewCall()
    {
        var (source, target) = await TwoCallsAsync();
        _node.Store.Holds = write => write.Key == source.Call;
        var move = MoveAsync(target, source, Bob);
        await Eventually.HoldsAsync(() => _node.Store.HeldBack == 1, "the move is being written");

        var hangUp = _node.Simulator.HangUpAsync(Bob).AsTask();
        _node.Store.Holds = static _ => false;
        _node.Store.Release();

        (await move).ShouldBeOfType<AcceptedReply>();
        (await hangUp.Within("the hang up")).ShouldBe(ActResult.Done);
        await _node.AdvanceAsync(1);
        (await RosterAsync(source)).ShouldBe([Ann]);
        (await RosterAsync(target)).ShouldBe([Eve]);
    }

    [Fact]
    public async Task Terminate_AttachmentCannotBeUnderstood_EndsRegardless()
    {
        var leg = await _node.ConnectedAsync(Ann, Bob);
        var damaged = (await _node.Simulator.ListAttachmentsAsync(Bob, 1)).Single();
        var row = new AttachmentRow(damaged.Participation, Bob.RawId, damaged.Status, damaged.Since, null, new byte[] { 255 });
        var written = new WriteOutcome();
        _node.Store.Write([], [new(damaged.Participation, row)], written);
        (await written.Task.Within("the write")).ShouldBeNull();

        (await _node.DoAsync(leg, new Terminate(leg.Leg))).ShouldNotBeOfType<Refusal>();

        await _node.Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected);
    }

    private async Task<(ConnectionAddress Source, ConnectionAddress Target)> TwoCallsAsync() =>
        (await _node.ConnectedAsync(Ann, Bob), await _node.ConnectedAsync(Eve));

    private Task<CallReply> MoveAsync(ConnectionAddress target, ConnectionAddress source, params CommunicationIdentifier[] who) =>
        _node.DoAsync(target, new MoveParticipants(target.Leg, source.Call, _node.Engine.Ids.Connection(source).ToString("D"), [.. who]));

    private async Task<IEnumerable<CommunicationIdentifier>> RosterAsync(ConnectionAddress leg) =>
        (await _node.DoAsync(leg, new GetParticipants(leg.Leg))).ShouldBeOfType<RosterReply>().Participants
            .Select(static view => view.Identifier)
            .Where(static who => Array.Exists(People, who.Equals));
}
