using System.Text.Json;
using CallGrains.ProcessTests.Rig;
using static CallGrains.ProcessTests.Rig.People;

namespace CallGrains.ProcessTests.Kill;

/// <summary>kill -9 straight after the 2xx of an operation on participants.</summary>
public class ParticipantKillTests
{
    private static readonly Guid RequestId = Guid.NewGuid();

    [Fact]
    public async Task Add_KilledAfterTheAnswer_ParticipantJoins()
    {
        await using var machine = await Machine.StartAsync();
        var call = await machine.ConnectedCallAsync("app");
        var added = User();
        var (answer, again) = await CrashAfterAsync(machine, call.Id, "participants:add",
            new { participantToAdd = Wire(added), operationContext = "add" },
            async () => await machine.Webhooks.FindAsync("app", "AddParticipantSucceeded"));

        again["invitationId"].ShouldBe(answer["invitationId"]);
        (await machine.RosterAsync(call.Id)).ShouldContain(added);
        machine.Webhooks.Kinds("app").ShouldBe(["CallConnected", "AddParticipantSucceeded"]);
    }

    [Fact]
    public async Task Add_KilledWhileItRings_TimeRunsOnAndTheInvitationFails()
    {
        await using var machine = await Machine.StartAsync();
        var call = await machine.ConnectedCallAsync("app");
        var added = User();
        await machine.BehaveAsync(added, "noAnswer");
        await CrashAfterAsync(machine, call.Id, "participants:add",
            new { participantToAdd = Wire(added), invitationTimeoutInSeconds = 2 },
            async () => await machine.Webhooks.FindAsync("app", "AddParticipantFailed"));

        (await machine.RosterAsync(call.Id)).ShouldNotContain(added);
    }

    [Fact]
    public async Task Cancel_KilledAfterTheAnswer_InvitationIsOver()
    {
        await using var machine = await Machine.StartAsync();
        var call = await machine.ConnectedCallAsync("app");
        var added = User();
        await machine.BehaveAsync(added, "phone");
        var invitation = await machine.CallingAsync(HttpMethod.Post, $"/callConnections/{call.Id}/participants:add", new { participantToAdd = Wire(added) });
        var (answer, again) = await CrashAfterAsync(machine, call.Id, "participants:cancelAddParticipant",
            new { invitationId = invitation["invitationId"], operationContext = "cancel" },
            async () => await machine.Webhooks.FindAsync("app", "CancelAddParticipantSucceeded"));

        answer["invitationId"].ShouldBe(invitation["invitationId"]);
        again["invitationId"].ShouldBe(invitation["invitationId"]);
        machine.Webhooks.Kinds("app").ShouldBe(["CallConnected", "CancelAddParticipantSucceeded"]);
    }

    [Fact]
    public async Task Remove_KilledAfterTheAnswer_ParticipantIsGone()
    {
        await using var machine = await Machine.StartAsync();
        var call = await machine.ConnectedCallAsync("app", people: 2);
        await CrashAfterAsync(machine, call.Id, "participants:remove",
            new { participantToRemove = Wire(call.Targets[0]), operationContext = "remove" },
            async () => await machine.Webhooks.FindAsync("app", "RemoveParticipantSucceeded"));

        (await machine.RosterAsync(call.Id)).ShouldNotContain(call.Targets[0]);
        machine.Webhooks.Kinds("app").ShouldBe(["CallConnected", "RemoveParticipantSucceeded"]);
    }

    [Fact]
    public async Task Move_KilledAfterTheAnswer_ParticipantIsInTheTargetAlone()
    {
        await using var machine = await Machine.StartAsync();
        var source = await machine.ConnectedCallAsync("source", people: 2);
        var target = await machine.ConnectedCallAsync("target");
        var (answer, again) = await CrashAfterAsync(machine, target.Id, "participants:moveHere",
            new { targetParticipants = new[] { Wire(source.Targets[0]) }, fromCall = source.Id, operationContext = "move" },
            async () => await machine.Webhooks.FindAsync("target", "MoveParticipantSucceeded"));

        answer["fromCall"].ShouldBe(source.Id);
        again["fromCall"].ShouldBe(source.Id);
        (await machine.RosterAsync(target.Id)).ShouldContain(source.Targets[0]);
        (await machine.RosterAsync(source.Id)).ShouldNotContain(source.Targets[0]);
        machine.Webhooks.Kinds("target").ShouldBe(["CallConnected", "MoveParticipantSucceeded"]);
    }

    [Fact]
    public async Task Mute_KilledAfterTheAnswer_StaysMuted()
    {
        await using var machine = await Machine.StartAsync();
        var call = await machine.ConnectedCallAsync("app");
        await CrashAfterAsync(machine, call.Id, "participants:mute",
            new { targetParticipants = new[] { Wire(call.Targets[0]) } },
            async () => await machine.Webhooks.FindAsync("app", "ParticipantsUpdated", data => Any(data, "isMuted")));

        (await ParticipantAsync(machine, call.Id, call.Targets[0])).GetProperty("isMuted").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task HoldAndUnhold_KilledAfterTheAnswer_StayAsTheyWere()
    {
        await using var machine = await Machine.StartAsync();
        var call = await machine.ConnectedCallAsync("app");
        foreach (var (operation, held) in new[] { ("hold", true), ("unhold", false) })
        {
            var answer = await machine.CallingAsync(HttpMethod.Post, $"/callConnections/{call.Id}:{operation}",
                new { targetParticipant = Wire(call.Targets[0]) });
            await machine.CrashAsync();
            answer.Status.ShouldBe(200, $"{answer.Body}");
            (await ParticipantAsync(machine, call.Id, call.Targets[0])).GetProperty("isOnHold").GetBoolean().ShouldBe(held);
        }
        await machine.Webhooks.FindAsync("app", "ParticipantsUpdated", data => Any(data, "isOnHold"));
    }

    /// <summary>Operation, kill, restart, the event that ends it, and the same request once more.</summary>
    private static async Task<(Answer First, Answer Again)> CrashAfterAsync(
        Machine machine, string connectionId, string operation, object body, Func<Task> ended)
    {
        var path = $"/callConnections/{connectionId}/{operation}";
        var first = await machine.CallingAsync(HttpMethod.Post, path, body, RequestId);
        await machine.CrashAsync();
        first.Status.ShouldBeInRange(200, 202, $"{first.Body}");
        await ended();
        var again = await machine.CallingAsync(HttpMethod.Post, path, body, RequestId);
        again.Status.ShouldBe(first.Status, $"{again.Body}");
        return (first, again);
    }

    private static bool Any(JsonElement data, string flag) =>
        data.GetProperty("participants").EnumerateArray().Any(one => one.GetProperty(flag).GetBoolean());

    private static async Task<JsonElement> ParticipantAsync(Machine machine, string connectionId, string rawId)
    {
        var answer = await machine.CallingAsync(HttpMethod.Get, $"/callConnections/{connectionId}/participants/{Uri.EscapeDataString(rawId)}");
        answer.Status.ShouldBe(200, $"{answer.Body}");
        return answer.Body;
    }
}
