using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Replies;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;
using CallGrains.Scenarios.Rig;

namespace CallGrains.Scenarios.Calls;

/// <summary>Add, cancel, remove, mute, hold, transfer.</summary>
public abstract class ParticipantScenarios : CallScenarios
{
    [Fact]
    public async Task Add_Answered_Joins()
    {
        var (ann, bob) = (Person("ann"), Person("bob"));
        var leg = await ConnectedAsync(ann);

        var reply = await DoAsync(leg, new AddParticipant(leg.Leg, bob) { OperationContext = "add" });

        Guid.TryParse(reply.InvitationId, out _).ShouldBeTrue();
        var added = await Callbacks.ExpectAsync(leg, CallEventKind.AddParticipantSucceeded);
        (added.OperationContext, added.Participant).ShouldBe(("add", bob));
        await Callbacks.ExpectAsync(leg, CallEventKind.ParticipantsUpdated, updated => updated.Participants.Length == 3);
        await RosterIsAsync(leg, ann, bob);
    }

    [Fact]
    public async Task Add_Declined_FailsAndChangesNothing()
    {
        var (ann, bob) = (Person("ann"), Person("bob"));
        await BehaveAsync(bob, BehaviorKind.Decline);
        var leg = await ConnectedAsync(ann);
        var versions = Callbacks.Of(leg).Count(callback => callback.Kind == CallEventKind.ParticipantsUpdated);

        _ = await DoAsync(leg, new AddParticipant(leg.Leg, bob));

        (await Callbacks.ExpectAsync(leg, CallEventKind.AddParticipantFailed)).Result.Code.ShouldBe(603);
        await SettleAsync();
        await RosterIsAsync(leg, ann);
        Callbacks.Of(leg).Count(callback => callback.Kind == CallEventKind.ParticipantsUpdated).ShouldBe(versions);
    }

    [Fact]
    public async Task Add_OwnCallbackAndTimeout_FailsThereInTime()
    {
        var bob = Person("bob");
        await BehaveAsync(bob, BehaviorKind.NoAnswer);
        var leg = await ConnectedAsync(Person("ann"));
        _ = await DoAsync(leg, new AddParticipant(leg.Leg, bob)
        {
            InvitationTimeout = TimeSpan.FromSeconds(10),
            OperationCallbackUri = "https://app.example/own",
        });

        await AdvanceAsync(10);

        (await Callbacks.ExpectAsync(leg, CallEventKind.AddParticipantFailed)).Stream.Uri.ShouldBe("https://app.example/own");
    }

    [Fact]
    public async Task Cancel_Ringing_EndsTheInvitation()
    {
        var bob = Person("bob");
        await BehaveAsync(bob, BehaviorKind.Phone);
        var leg = await ConnectedAsync(Person("ann"));
        var added = await DoAsync(leg, new AddParticipant(leg.Leg, bob));
        await SettleAsync();
        (await Simulator.ListAttachmentsAsync(bob, 10)).ShouldHaveSingleItem();

        _ = await DoAsync(leg, new CancelAddParticipant(leg.Leg, added.InvitationId!));

        var cancelled = await Callbacks.ExpectAsync(leg, CallEventKind.CancelAddParticipantSucceeded);
        cancelled.InvitationId.ShouldBe(added.InvitationId);
        await SettleAsync();
        (await Simulator.AcceptAsync(bob)).ShouldBe(ActResult.Nobody);
        Callbacks.Of(leg).ShouldNotContain(callback => callback.Kind == CallEventKind.AddParticipantFailed);
        _ = await DoAsync(leg, new CancelAddParticipant(leg.Leg, added.InvitationId!));
        await Callbacks.ExpectAsync(leg, CallEventKind.CancelAddParticipantFailed);
    }

    [Fact]
    public async Task Remove_Present_LeavesCallAndEndpoint()
    {
        var (ann, bob) = (Person("ann"), Person("bob"));
        var leg = await ConnectedAsync(ann, bob);

        _ = await DoAsync(leg, new RemoveParticipant(leg.Leg, bob) { OperationContext = "out" });

        var removed = await Callbacks.ExpectAsync(leg, CallEventKind.RemoveParticipantSucceeded);
        (removed.OperationContext, removed.Participant).ShouldBe(("out", bob));
        await RosterIsAsync(leg, ann);
        await SettleAsync();
        (await Simulator.ListAttachmentsAsync(bob, 10)).ShouldBeEmpty();
        _ = await DoAsync(leg, new RemoveParticipant(leg.Leg, bob));
        await Callbacks.ExpectAsync(leg, CallEventKind.RemoveParticipantFailed);
    }

    [Fact]
    public async Task Remove_OnlyOtherParty_EndsTheCall()
    {
        var ann = Person("ann");
        var leg = await ConnectedAsync(ann);

        _ = await DoAsync(leg, new RemoveParticipant(leg.Leg, ann));

        await Callbacks.ExpectAsync(leg, CallEventKind.RemoveParticipantSucceeded);
        (await Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected)).Result.SubCode.ShouldBe(5002);
        await IsOverAsync(leg);
    }

    [Fact]
    public async Task MuteHoldUnhold_Participant_ShowInTheRoster()
    {
        var ann = Person("ann");
        var leg = await ConnectedAsync(ann);

        _ = await DoAsync(leg, new MuteParticipants(leg.Leg, [ann]));
        (await ViewAsync(leg, ann)).IsMuted.ShouldBeTrue();
        _ = await DoAsync(leg, new HoldParticipant(leg.Leg, ann));
        (await ViewAsync(leg, ann)).IsOnHold.ShouldBeTrue();
        await Callbacks.ExpectAsync(leg, CallEventKind.ParticipantsUpdated, updated => updated.Participants.Any(view => view.IsOnHold && view.IsMuted));

        _ = await DoAsync(leg, new UnholdParticipant(leg.Leg, ann));

        (await ViewAsync(leg, ann)).IsOnHold.ShouldBeFalse();
        _ = await DoAsync(leg, new HoldParticipant(leg.Leg, ann) { PromptIsPlayable = false });
        await Callbacks.ExpectAsync(leg, CallEventKind.HoldFailed);
    }

    [Fact]
    public async Task Transfer_OneToOne_TheAppLeaves()
    {
        var (ann, bob) = (Person("ann"), Person("bob"));
        var leg = await ConnectedAsync(ann);

        _ = await DoAsync(leg, new TransferToParticipant(leg.Leg, bob) { OperationContext = "transfer" });

        var accepted = await Callbacks.ExpectAsync(leg, CallEventKind.CallTransferAccepted);
        (accepted.OperationContext, accepted.TransferTarget, accepted.Transferee).ShouldBe(("transfer", bob, ann));
        await Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected);
        await SettleAsync();
        (await Simulator.ListAttachmentsAsync(ann, 10)).ShouldHaveSingleItem();
        (await Simulator.ListAttachmentsAsync(bob, 10)).ShouldHaveSingleItem().Call.ShouldBe(leg.Call);
    }

    [Fact]
    public async Task Transfer_Group_TheTransfereeLeaves()
    {
        var (ann, bob, eve) = (Person("ann"), Person("bob"), Person("eve"));
        var leg = await ConnectedAsync(ann, bob);

        _ = await DoAsync(leg, new TransferToParticipant(leg.Leg, eve) { Transferee = bob });

        await Callbacks.ExpectAsync(leg, CallEventKind.CallTransferAccepted);
        await SettleAsync();
        await RosterIsAsync(leg, ann);
        (await Simulator.ListAttachmentsAsync(bob, 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Transfer_NotAnswered_LeavesTheCallUsable()
    {
        var (ann, bob) = (Person("ann"), Person("bob"));
        await BehaveAsync(bob, BehaviorKind.NoAnswer);
        var leg = await ConnectedAsync(ann);
        _ = await DoAsync(leg, new TransferToParticipant(leg.Leg, bob));

        await AdvanceAsync(60);

        (await Callbacks.ExpectAsync(leg, CallEventKind.CallTransferFailed)).Result.Code.ShouldNotBe(200);
        await RosterIsAsync(leg, ann);
        _ = await DoAsync(leg, new AddParticipant(leg.Leg, Person("eve")));
        await Callbacks.ExpectAsync(leg, CallEventKind.AddParticipantSucceeded);
    }

    [Fact]
    public async Task Repeat_Add_AnswersAsBeforeAndAddsOnce()
    {
        var bob = Person("bob");
        var leg = await ConnectedAsync(Person("ann"));
        var request = new Repeatability(Guid.NewGuid(), 7);
        var first = await DoAsync(leg, new AddParticipant(leg.Leg, bob) { Repeat = request });
        await Callbacks.ExpectAsync(leg, CallEventKind.AddParticipantSucceeded);

        var again = await DoAsync(leg, new AddParticipant(leg.Leg, bob) { Repeat = request });

        again.InvitationId.ShouldBe(first.InvitationId);
        await SettleAsync();
        Callbacks.Of(leg).Count(callback => callback.Kind is CallEventKind.AddParticipantSucceeded or CallEventKind.AddParticipantFailed).ShouldBe(1);
        await RefusedAsync(leg.Call, new AddParticipant(leg.Leg, bob) { Repeat = request with { Hash = 8 } }, 400, "8523");
    }

    [Fact]
    public async Task Repeat_Create_MeetsTheSameCall()
    {
        var request = new Repeatability(Guid.NewGuid(), 7);
        var key = Engine.Ids.KeyOf(request.RequestId);
        var create = new CreateCall([Person("ann")], Callback) { Repeat = request };
        var first = await DoAsync<ConnectionReply>(key, create);
        await Callbacks.ExpectAsync(Address(first), CallEventKind.CallConnected);

        var again = await DoAsync<ConnectionReply>(key, create);

        again.ConnectionId.ShouldBe(first.ConnectionId);
        again.State.ShouldBe(ConnectionState.Connected);
        await SettleAsync();
        Callbacks.Of(Address(first)).Count(callback => callback.Kind == CallEventKind.CallConnected).ShouldBe(1);
    }
}
