using CallGrains.ProcessTests.Rig;
using static CallGrains.ProcessTests.Rig.People;

namespace CallGrains.ProcessTests.Kill;

/// <summary>kill -9 straight after the 2xx of an operation that makes or refuses a leg.</summary>
public class ConnectionKillTests
{
    private static readonly Guid RequestId = Guid.NewGuid();

    [Fact]
    public async Task Create_KilledAfterTheAnswer_CallIsThereAndConnects()
    {
        await using var machine = await Machine.StartAsync();
        var body = new { targets = new[] { Wire(User()) }, callbackUri = machine.Webhooks.Uri("app"), operationContext = "create" };
        var created = await machine.CallingAsync(HttpMethod.Post, "/callConnections", body, RequestId);
        await machine.CrashAsync();
        created.Status.ShouldBe(201, $"{created.Body}");

        var connected = await machine.Webhooks.FindAsync("app", "CallConnected");
        connected.GetProperty("callConnectionId").GetString().ShouldBe(created["callConnectionId"]);
        var read = await machine.CallingAsync(HttpMethod.Get, $"/callConnections/{created["callConnectionId"]}");
        read["callConnectionState"].ShouldBe("connected");
        var again = await machine.CallingAsync(HttpMethod.Post, "/callConnections", body, RequestId);
        again.Status.ShouldBe(201);
        again["callConnectionId"].ShouldBe(created["callConnectionId"]);
        machine.Webhooks.Kinds("app").ShouldBe(["CallConnected"]);
    }

    [Fact]
    public async Task Create_KilledWhileItRings_RingsOnAndCanBeAnswered()
    {
        await using var machine = await Machine.StartAsync();
        var target = User();
        await machine.BehaveAsync(target, "phone");
        var body = new { targets = new[] { Wire(target) }, callbackUri = machine.Webhooks.Uri("app") };
        var created = await machine.CallingAsync(HttpMethod.Post, "/callConnections", body);
        await machine.CrashAsync();

        var read = await machine.CallingAsync(HttpMethod.Get, $"/callConnections/{created["callConnectionId"]}");
        read["callConnectionState"].ShouldBe("connecting");
        await machine.ActAsync(target, "accept");
        await machine.Webhooks.FindAsync("app", "CallConnected");
    }

    [Fact]
    public async Task Create_KilledWithTargetThatDeclines_FailureIsTold()
    {
        await using var machine = await Machine.StartAsync();
        var target = User();
        await machine.BehaveAsync(target, "decline");
        var body = new { targets = new[] { Wire(target) }, callbackUri = machine.Webhooks.Uri("app") };
        await machine.CallingAsync(HttpMethod.Post, "/callConnections", body);
        await machine.CrashAsync();

        await machine.Webhooks.FindAsync("app", "CallDisconnected");
        machine.Webhooks.Kinds("app").ShouldBe(["CreateCallFailed", "CallDisconnected"]);
    }

    [Fact]
    public async Task Answer_KilledAfterTheAnswer_BothLegsAreConnected()
    {
        await using var machine = await Machine.StartAsync();
        var context = await machine.RingAppAsync();
        var body = new { incomingCallContext = context, callbackUri = machine.Webhooks.Uri("callee"), operationContext = "answer" };
        var answered = await machine.CallingAsync(HttpMethod.Post, "/callConnections:answer", body, RequestId);
        await machine.CrashAsync();
        answered.Status.ShouldBe(200, $"{answered.Body}");

        await machine.Webhooks.FindAsync("caller", "CallConnected");
        var connected = await machine.Webhooks.FindAsync("callee", "CallConnected");
        connected.GetProperty("operationContext").GetString().ShouldBe("answer");
        var read = await machine.CallingAsync(HttpMethod.Get, $"/callConnections/{answered["callConnectionId"]}");
        read["callConnectionState"].ShouldBe("connected");
        var again = await machine.CallingAsync(HttpMethod.Post, "/callConnections:answer", body, RequestId);
        again.Status.ShouldBe(200);
        again["callConnectionId"].ShouldBe(answered["callConnectionId"]);
    }

    [Fact]
    public async Task Reject_KilledAfterTheAnswer_CallerIsToldAndContextIsUsedUp()
    {
        await using var machine = await Machine.StartAsync();
        var body = new { incomingCallContext = await machine.RingAppAsync(), callRejectReason = "busy" };
        var rejected = await machine.CallingAsync(HttpMethod.Post, "/callConnections:reject", body, RequestId);
        await machine.CrashAsync();
        rejected.Status.ShouldBe(204, $"{rejected.Body}");

        var failed = await machine.Webhooks.FindAsync("caller", "CreateCallFailed");
        failed.GetProperty("resultInformation").GetProperty("code").GetInt32().ShouldBe(486);
        await machine.Webhooks.FindAsync("caller", "CallDisconnected");
        (await machine.CallingAsync(HttpMethod.Post, "/callConnections:reject", body, RequestId)).Status.ShouldBe(204);
        (await machine.CallingAsync(HttpMethod.Post, "/callConnections:reject", body, Guid.NewGuid())).Status.ShouldBeInRange(400, 499);
    }

    [Fact]
    public async Task Redirect_KilledAfterTheAnswer_TargetIsConnectedWithTheCaller()
    {
        await using var machine = await Machine.StartAsync();
        var target = User();
        var body = new { incomingCallContext = await machine.RingAppAsync(), target = Wire(target) };
        var redirected = await machine.CallingAsync(HttpMethod.Post, "/callConnections:redirect", body, RequestId);
        await machine.CrashAsync();
        redirected.Status.ShouldBe(204, $"{redirected.Body}");

        var connected = await machine.Webhooks.FindAsync("caller", "CallConnected");
        (await machine.RosterAsync(connected.GetProperty("callConnectionId").GetString()!)).ShouldContain(target);
        (await machine.CallingAsync(HttpMethod.Post, "/callConnections:redirect", body, RequestId)).Status.ShouldBe(204);
    }

    [Fact]
    public async Task Connect_KilledAfterTheAnswer_SecondLegIsThere()
    {
        await using var machine = await Machine.StartAsync();
        var call = await machine.ConnectedCallAsync("app");
        var serverCallId = (await machine.CallingAsync(HttpMethod.Get, $"/callConnections/{call.Id}"))["serverCallId"];
        var body = new { callLocator = new { kind = "serverCallLocator", serverCallId }, callbackUri = machine.Webhooks.Uri("second") };
        var connected = await machine.CallingAsync(HttpMethod.Post, "/callConnections:connect", body, RequestId);
        await machine.CrashAsync();
        connected.Status.ShouldBe(200, $"{connected.Body}");

        await machine.Webhooks.FindAsync("second", "CallConnected");
        (await machine.RosterAsync(connected["callConnectionId"])).ShouldContain(call.Targets[0]);
        var again = await machine.CallingAsync(HttpMethod.Post, "/callConnections:connect", body, RequestId);
        again["callConnectionId"].ShouldBe(connected["callConnectionId"]);
    }
}
