using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;
using CallGrains.Scenarios.Rig;

namespace CallGrains.Scenarios.Calls;

/// <summary>How calls begin: created, answered, rejected, redirected, connected to.</summary>
public abstract class StartScenarios : CallScenarios
{
    [Fact]
    public async Task Create_OneToOneAnswered_Connects()
    {
        var ann = Person("ann");
        await BehaveAsync(ann, BehaviorKind.Answer, afterMs: 2_000);
        var leg = await CreateAsync(ann);
        (await StateAsync(leg)).ShouldBe(ConnectionState.Connecting);
        (await DoAsync<ConnectionReply>(leg.Call, new GetCall(leg.Leg))).ServerCallId.ShouldBeNull();

        await AdvanceAsync(2);

        (await Callbacks.ExpectAsync(leg, CallEventKind.CallConnected)).OperationContext.ShouldBe("create");
        var updated = await Callbacks.ExpectAsync(leg, CallEventKind.ParticipantsUpdated);
        updated.Participants.Select(view => view.Identifier).ShouldBe([Engine.Ids.AppIdentity, ann], ignoreOrder: true);
        var now = await DoAsync<ConnectionReply>(leg.Call, new GetCall(leg.Leg));
        now.State.ShouldBe(ConnectionState.Connected);
        now.ServerCallId.ShouldBe(Engine.Ids.ServerCall(leg.Call));
        (await Simulator.ListAttachmentsAsync(ann, 10)).ShouldHaveSingleItem().Call.ShouldBe(leg.Call);
    }

    [Fact]
    public async Task Create_Group_ConnectsWithTheFirstAnswer()
    {
        var (ann, bob, eve) = (Person("ann"), Person("bob"), Person("eve"));
        await BehaveAsync(bob, BehaviorKind.Answer, afterMs: 5_000);
        await BehaveAsync(eve, BehaviorKind.Decline);
        var leg = await CreateAsync(ann, bob, eve);

        await Callbacks.ExpectAsync(leg, CallEventKind.CallConnected);
        await SettleAsync();
        await RosterIsAsync(leg, ann);
        await AdvanceAsync(5);

        await Callbacks.ExpectAsync(leg, CallEventKind.ParticipantsUpdated, updated => updated.Participants.Length == 3);
        await RosterIsAsync(leg, ann, bob);
    }

    [Theory]
    [InlineData(BehaviorKind.Decline, 603)]
    [InlineData(BehaviorKind.Busy, 486)]
    [InlineData(BehaviorKind.Forbid, 403)]
    [InlineData(BehaviorKind.Unreachable, 480)]
    public async Task Create_Refused_FailsWithTheReason(BehaviorKind kind, int code)
    {
        var ann = Person("ann");
        await BehaveAsync(ann, kind);
        var leg = await CreateAsync(ann);

        (await Callbacks.ExpectAsync(leg, CallEventKind.CreateCallFailed)).Result.Code.ShouldBe(code);
        (await Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected)).Result.Code.ShouldBe(code);
        await IsOverAsync(leg);
    }

    [Fact]
    public async Task Create_NobodyAnswers_FailsInTime()
    {
        var ann = Person("ann");
        await BehaveAsync(ann, BehaviorKind.NoAnswer);
        var leg = await CreateAsync(ann);
        await AdvanceAsync(84);
        Callbacks.Of(leg).ShouldBeEmpty();

        await AdvanceAsync(1);

        (await Callbacks.ExpectAsync(leg, CallEventKind.CreateCallFailed)).Result.Code.ShouldNotBe(200);
        await Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected);
        await SettleAsync();
        (await Simulator.ListAttachmentsAsync(ann, 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_Phone_PersonDecides()
    {
        var ann = Person("ann");
        await BehaveAsync(ann, BehaviorKind.Phone);
        var declined = await CreateAsync(ann);
        await SettleAsync();
        (await Simulator.DeclineAsync(ann)).ShouldBe(ActResult.Done);
        (await Callbacks.ExpectAsync(declined, CallEventKind.CreateCallFailed)).Result.Code.ShouldBe(603);

        var taken = await CreateAsync(ann);
        await SettleAsync();
        (await Simulator.AcceptAsync(ann)).ShouldBe(ActResult.Done);
        await Callbacks.ExpectAsync(taken, CallEventKind.CallConnected);
        (await Simulator.AcceptAsync(ann)).ShouldBe(ActResult.Nobody);
    }

    [Fact]
    public async Task Answer_IncomingCall_ConnectsOnce()
    {
        var (ann, app) = (Person("ann"), App("desk"));
        var key = NewKey();
        _ = await DoAsync<PlacedReply>(key, new PlaceIncomingCall(ann, app) { CallerDisplayName = "Ann", CustomContext = """{"voipHeaders":{"a":"b"}}""" });
        var invite = await Announcements.ExpectAsync(app);
        invite.From.ShouldBe(ann);
        invite.CallerDisplayName.ShouldBe("Ann");
        invite.CustomContext.ShouldBe("""{"voipHeaders":{"a":"b"}}""");
        Engine.Ids.TryReadIncomingContext(invite.IncomingCallContext, out var ring).ShouldBeTrue();
        ring.Call.ShouldBe(key);

        var leg = Address(await DoAsync<ConnectionReply>(key, new AnswerCall(ring.Ring, Callback) { OperationContext = "answer" }));

        (await Callbacks.ExpectAsync(leg, CallEventKind.CallConnected)).OperationContext.ShouldBe("answer");
        await RefusedAsync(key, new AnswerCall(ring.Ring, Callback), 400, "8585");
        await RefusedAsync(key, new RejectCall(ring.Ring, RejectReason.None), 400, "8585");
        await SettleAsync();
        (await RosterAsync(leg)).ShouldBe([app, ann], ignoreOrder: true);
        (await Simulator.ListAttachmentsAsync(app, 10)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(RejectReason.None, 603)]
    [InlineData(RejectReason.Busy, 486)]
    [InlineData(RejectReason.Forbidden, 403)]
    public async Task Reject_CreatedCall_FailsForTheCaller(RejectReason reason, int code)
    {
        var app = App("desk");
        var caller = await CreateAsync(app);
        var invite = await Announcements.ExpectAsync(app);

        _ = await DoAsync<AcceptedReply>(caller.Call, new RejectCall(invite.Ring, reason));

        (await Callbacks.ExpectAsync(caller, CallEventKind.CreateCallFailed)).Result.Code.ShouldBe(code);
        await RefusedOnceOver(caller, invite.Ring);
    }

    [Fact]
    public async Task Redirect_IncomingCall_RingsThereAndUsesUpTheContext()
    {
        var (app, bob) = (App("desk"), Person("bob"));
        await BehaveAsync(bob, BehaviorKind.Phone);
        var caller = await CreateAsync(app);
        var invite = await Announcements.ExpectAsync(app);

        _ = await DoAsync<AcceptedReply>(caller.Call, new RedirectCall(invite.Ring, bob));
        await SettleAsync();

        await RefusedAsync(caller.Call, new AnswerCall(invite.Ring, Callback), 400, "8585");
        (await Simulator.AcceptAsync(bob)).ShouldBe(ActResult.Done);
        await Callbacks.ExpectAsync(caller, CallEventKind.CallConnected);
        await SettleAsync();
        await RosterIsAsync(caller, bob);
    }

    [Fact]
    public async Task Connect_ConnectedCall_AddsALegWithItsOwnStream()
    {
        var (ann, bob) = (Person("ann"), Person("bob"));
        var first = await ConnectedAsync(ann, bob);

        var second = Address(await DoAsync<ConnectionReply>(first.Call, new ConnectCall("https://app.example/other") { OperationContext = "connect" }));

        second.ShouldNotBe(first);
        var connected = await Callbacks.ExpectAsync(second, CallEventKind.CallConnected);
        connected.OperationContext.ShouldBe("connect");
        connected.ServerCallId.ShouldBe(Engine.Ids.ServerCall(first.Call));
        _ = await DoAsync(second, new HangUp(second.Leg));
        (await Callbacks.ExpectAsync(second, CallEventKind.CallDisconnected)).Result.SubCode.ShouldBe(7000);
        await SettleAsync();
        await RosterIsAsync(first, ann, bob);
    }

    [Fact]
    public async Task Connect_GroupCall_IsFoundByItsName()
    {
        var (ann, bob) = (Person("ann"), Person("bob"));
        var locator = new GroupLocator(GroupLocatorKind.Room, Guid.NewGuid().ToString("N"));
        (await Engine.FindGroupCallAsync(locator)).ShouldBeNull();
        var key = NewKey();
        (await Engine.ClaimGroupCallAsync(locator, key)).ShouldBe(key);
        _ = await DoAsync<PlacedReply>(key, new StartCall([ann, bob], locator));

        (await Engine.FindGroupCallAsync(locator)).ShouldBe(key);
        (await Engine.ClaimGroupCallAsync(locator, NewKey())).ShouldBe(key);
        var leg = Address(await DoAsync<ConnectionReply>(key, new ConnectCall(Callback)));
        await Callbacks.ExpectAsync(leg, CallEventKind.CallConnected);
        await RosterIsAsync(leg, ann, bob);

        _ = await DoAsync(leg, new Terminate(leg.Leg));
        await Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected);
        await SettleAsync();
        var next = NewKey();
        (await Engine.ClaimGroupCallAsync(locator, next)).ShouldBe(next);
    }

    [Fact]
    public async Task Commands_UnknownCall_AreNotFound()
    {
        await RefusedAsync(NewKey(), new GetCall(1), 404, "8522");
        await RefusedAsync(NewKey(), new HangUp(1), 404, "8522");
        await RefusedAsync(NewKey(), new ConnectCall(Callback), 404, "8522");
    }

    private async Task RefusedOnceOver(ConnectionAddress caller, uint ring)
    {
        await SettleAsync();
        var reply = (await Engine.ExecuteAsync(caller.Call, new AnswerCall(ring, Callback))).ShouldBeOfType<Refusal>();
        reply.Status.ShouldBeOneOf(400, 404);
    }
}
