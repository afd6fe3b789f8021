using static CallGrains.ProcessTests.Rig.People;

namespace CallGrains.ProcessTests.Rig;

/// <summary>How tests come by a call.</summary>
internal static class MachineCalls
{
    /// <summary>A connected call of an app with users who answer.</summary>
    public static async Task<(string Id, string[] Targets)> ConnectedCallAsync(this Machine machine, string inbox, int people = 1)
    {
        var targets = Enumerable.Range(0, people).Select(_ => User()).ToArray();
        var body = new { targets = targets.Select(Wire).ToArray(), callbackUri = machine.Webhooks.Uri(inbox) };
        var created = await machine.CallingAsync(HttpMethod.Post, "/callConnections", body);
        created.Status.ShouldBe(201, $"{created.Body}");
        await machine.Webhooks.FindAsync(inbox, "CallConnected");
        await machine.Webhooks.FindAsync(inbox, "ParticipantsUpdated",
            data => data.GetProperty("participants").GetArrayLength() == people + 1);
        return (created["callConnectionId"], targets);
    }

    /// <summary>An app (inbox <c>caller</c>) calls an identifier another app stands behind; the context to act on it.</summary>
    public static async Task<string> RingAppAsync(this Machine machine)
    {
        var body = new { targets = new[] { Wire(AppUser()) }, callbackUri = machine.Webhooks.Uri("caller") };
        var created = await machine.CallingAsync(HttpMethod.Post, "/callConnections", body);
        created.Status.ShouldBe(201, $"{created.Body}");
        var incoming = await machine.Webhooks.FindAsync("eventGrid", "IncomingCall");
        return incoming.GetProperty("incomingCallContext").GetString()!;
    }
}
