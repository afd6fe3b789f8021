using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Replies;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;
using CallGrains.Scenarios.Rig;

namespace CallGrains.Scenarios.Calls;

/// <summary>How calls end.</summary>
public abstract class EndScenarios : CallScenarios
{
    [Fact]
    public async Task HangUp_OneToOne_EndsForBoth()
    {
        var ann = Person("ann");
        var leg = await ConnectedAsync(ann);

        _ = await DoAsync(leg, new HangUp(leg.Leg));

        (await Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected)).Result.SubCode.ShouldBe(7000);
        await IsOverAsync(leg);
        (await Simulator.ListAttachmentsAsync(ann, 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task HangUp_Group_OnlyTheAppLeaves()
    {
        var (ann, bob) = (Person("ann"), Person("bob"));
        var leg = await ConnectedAsync(ann, bob);

        _ = await DoAsync(leg, new HangUp(leg.Leg));

        await Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected);
        await SettleAsync();
        (await Simulator.ListAttachmentsAsync(ann, 10)).ShouldHaveSingleItem().Status.ShouldBe(AttachmentStatus.Attached);
    }

    [Fact]
    public async Task Terminate_Group_EndsForEverybody()
    {
        var (ann, bob) = (Person("ann"), Person("bob"));
        var leg = await ConnectedAsync(ann, bob);
        var other = Address(await DoAsync<ConnectionReply>(leg.Call, new ConnectCall(Callback)));

        _ = await DoAsync(leg, new Terminate(leg.Leg));

        (await Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected)).Result.SubCode.ShouldBe(7000);
        (await Callbacks.ExpectAsync(other, CallEventKind.CallDisconnected)).Result.SubCode.ShouldBe(7000);
        await SettleAsync();
        (await Simulator.ListAttachmentsAsync(ann, 10)).ShouldBeEmpty();
        (await Simulator.ListAttachmentsAsync(bob, 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Terminate_WhileAdding_FailsTheAddFirst()
    {
        var bob = Person("bob");
        await BehaveAsync(bob, BehaviorKind.NoAnswer);
        var leg = await ConnectedAsync(Person("ann"));
        _ = await DoAsync(leg, new AddParticipant(leg.Leg, bob));

        _ = await DoAsync(leg, new Terminate(leg.Leg));

        await Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected);
        Callbacks.Of(leg).Select(callback => callback.Kind).TakeLast(2).ShouldBe([CallEventKind.AddParticipantFailed, CallEventKind.CallDisconnected]);
        await SettleAsync();
        (await Simulator.ListAttachmentsAsync(bob, 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Endpoint_HangsUpByItself_EndsAOneToOneCall()
    {
        var ann = Person("ann");
        await BehaveAsync(ann, BehaviorKind.Answer, hangUpAfterMs: 30_000);
        var leg = await ConnectedAsync(ann);

        await AdvanceAsync(30);

        (await Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected)).Result.Code.ShouldBe(200);
        await IsOverAsync(leg);
    }

    [Fact]
    public async Task Person_HangsUp_LeavesAGroupCall()
    {
        var (ann, bob) = (Person("ann"), Person("bob"));
        var leg = await ConnectedAsync(ann, bob);

        (await Simulator.HangUpAsync(bob)).ShouldBe(ActResult.Done);

        await Callbacks.ExpectAsync(leg, CallEventKind.ParticipantsUpdated, updated => updated.Participants.Length == 2 && updated.SequenceNumber > 1);
        await SettleAsync();
        await RosterIsAsync(leg, ann);
        (await Simulator.ListAttachmentsAsync(bob, 10)).ShouldBeEmpty();
        (await Simulator.HangUpAsync(bob)).ShouldBe(ActResult.Nobody);
    }

    [Fact]
    public async Task HangUp_BeforeAnswer_FailsTheCreateAndStopsRinging()
    {
        var ann = Person("ann");
        await BehaveAsync(ann, BehaviorKind.Phone);
        var leg = await CreateAsync(ann);
        await SettleAsync();

        _ = await DoAsync(leg, new HangUp(leg.Leg));

        await Callbacks.ExpectAsync(leg, CallEventKind.CreateCallFailed);
        await Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected);
        await SettleAsync();
        (await Simulator.AcceptAsync(ann)).ShouldBe(ActResult.Nobody);
    }
}
