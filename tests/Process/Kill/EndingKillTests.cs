using CallGrains.ProcessTests.Rig;
using static CallGrains.ProcessTests.Rig.People;

namespace CallGrains.ProcessTests.Kill;

/// <summary>kill -9 straight after the 2xx of an operation that ends a leg or a call.</summary>
public class EndingKillTests
{
    private static readonly Guid RequestId = Guid.NewGuid();

    [Fact]
    public async Task HangUp_KilledAfterTheAnswer_LegIsGoneAndTold()
    {
        await using var machine = await Machine.StartAsync();
        var call = await machine.ConnectedCallAsync("app");
        var hungUp = await machine.CallingAsync(HttpMethod.Delete, $"/callConnections/{call.Id}");
        await machine.CrashAsync();
        hungUp.Status.ShouldBe(204, $"{hungUp.Body}");

        await machine.Webhooks.FindAsync("app", "CallDisconnected");
        (await machine.CallingAsync(HttpMethod.Get, $"/callConnections/{call.Id}")).Status.ShouldBe(404);
        machine.Webhooks.Kinds("app").ShouldBe(["CallConnected", "CallDisconnected"]);
    }

    [Fact]
    public async Task Terminate_KilledAfterTheAnswer_EveryLegIsGoneAndTold()
    {
        await using var machine = await Machine.StartAsync();
        var call = await machine.ConnectedCallAsync("app", people: 2);
        var path = $"/callConnections/{call.Id}:terminate";
        var terminated = await machine.CallingAsync(HttpMethod.Post, path, requestId: RequestId);
        await machine.CrashAsync();
        terminated.Status.ShouldBe(204, $"{terminated.Body}");

        await machine.Webhooks.FindAsync("app", "CallDisconnected");
        (await machine.CallingAsync(HttpMethod.Get, $"/callConnections/{call.Id}")).Status.ShouldBe(404);
        (await machine.CallingAsync(HttpMethod.Post, path, requestId: RequestId)).Status.ShouldBe(204);
        machine.Webhooks.Kinds("app").ShouldBe(["CallConnected", "CallDisconnected"]);
    }

    [Fact]
    public async Task Terminate_KilledWithAnInvitationRinging_ItFailsBeforeTheEnd()
    {
        await using var machine = await Machine.StartAsync();
        var call = await machine.ConnectedCallAsync("app");
        var added = User();
        await machine.BehaveAsync(added, "phone");
        await machine.CallingAsync(HttpMethod.Post, $"/callConnections/{call.Id}/participants:add", new { participantToAdd = Wire(added) });
        await machine.CallingAsync(HttpMethod.Post, $"/callConnections/{call.Id}:terminate", requestId: RequestId);
        await machine.CrashAsync();

        await machine.Webhooks.FindAsync("app", "CallDisconnected");
        machine.Webhooks.Kinds("app").ShouldBe(["CallConnected", "AddParticipantFailed", "CallDisconnected"]);
    }

    [Fact]
    public async Task Transfer_KilledAfterTheAnswer_IsCompleted()
    {
        await using var machine = await Machine.StartAsync();
        var call = await machine.ConnectedCallAsync("app");
        var path = $"/callConnections/{call.Id}:transferToParticipant";
        var body = new { targetParticipant = Wire(User()), operationContext = "transfer" };
        var transferred = await machine.CallingAsync(HttpMethod.Post, path, body, RequestId);
        await machine.CrashAsync();
        transferred.Status.ShouldBe(202, $"{transferred.Body}");

        await machine.Webhooks.FindAsync("app", "CallDisconnected");
        machine.Webhooks.Kinds("app").ShouldBe(["CallConnected", "CallTransferAccepted", "CallDisconnected"]);
        var again = await machine.CallingAsync(HttpMethod.Post, path, body, RequestId);
        again.Status.ShouldBe(202, $"{again.Body}");
        again["operationContext"].ShouldBe("transfer");
    }

    [Fact]
    public async Task Transfer_KilledAndTheTargetDeclines_CallGoesOn()
    {
        await using var machine = await Machine.StartAsync();
        var call = await machine.ConnectedCallAsync("app");
        var target = User();
        await machine.BehaveAsync(target, "phone");
        await machine.CallingAsync(HttpMethod.Post, $"/callConnections/{call.Id}:transferToParticipant", new { targetParticipant = Wire(target) });
        await machine.CrashAsync();
        await machine.ActAsync(target, "decline");

        await machine.Webhooks.FindAsync("app", "CallTransferFailed");
        (await machine.CallingAsync(HttpMethod.Get, $"/callConnections/{call.Id}"))["callConnectionState"].ShouldBe("connected");
        (await machine.RosterAsync(call.Id)).ShouldContain(call.Targets[0]);
    }
}
