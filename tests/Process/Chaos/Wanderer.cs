using CallGrains.ProcessTests.Rig;
using static CallGrains.ProcessTests.Rig.People;

namespace CallGrains.ProcessTests.Chaos;

/// <summary>
/// A client that keeps one person moving between calls and brings guests in and out, one operation after the other, whatever
/// happens to the process: an operation without an answer is sent again with the same request id.
/// </summary>
internal sealed class Wanderer(Machine machine, ContextInbox inbox, IReadOnlyList<string> calls, int number, Action accepted)
{
    private readonly Random random = new(number);
    private readonly List<string> contexts = [];
    private int operations;

    /// <summary>Who wanders.</summary>
    public string Person { get; } = User();

    /// <summary>The connection id of the call the person is in now, as the outcomes told.</summary>
    public string Place { get; private set; } = calls[number % calls.Count];

    /// <summary>The operation contexts of everything that was accepted.</summary>
    public IReadOnlyList<string> Contexts => contexts;

    public async Task JoinAsync() =>
        (await OperateAsync(Place, "participants:add", new { participantToAdd = Wire(Person) })).ShouldBe("AddParticipantSucceeded");

    public async Task WanderAsync(CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            if (random.Next(4) == 0)
                await HostGuestAsync();
            else
                await MoveAsync();
        }
    }

    private async Task MoveAsync()
    {
        var others = calls.Where(call => call != Place).ToArray();
        var target = others[random.Next(others.Length)];
        var outcome = await OperateAsync(target, "participants:moveHere", new { targetParticipants = new[] { Wire(Person) }, fromCall = Place });
        outcome.ShouldBeOneOf("MoveParticipantSucceeded", "MoveParticipantFailed");
        if (outcome == "MoveParticipantSucceeded")
            Place = target;
    }

    private async Task HostGuestAsync()
    {
        var guest = User();
        (await OperateAsync(Place, "participants:add", new { participantToAdd = Wire(guest) })).ShouldBe("AddParticipantSucceeded");
        (await OperateAsync(Place, "participants:remove", new { participantToRemove = Wire(guest) })).ShouldBe("RemoveParticipantSucceeded");
    }

    private async Task<string> OperateAsync(string call, string verb, object body)
    {
        var context = $"{number}-{operations++}";
        var withContext = body.GetType().GetProperties().ToDictionary(static member => member.Name, member => member.GetValue(body));
        withContext["operationContext"] = context;
        withContext["operationCallbackUri"] = inbox.Uri;
        await AcceptedAsync($"/callConnections/{call}/{verb}", withContext);
        contexts.Add(context);
        accepted();
        return await inbox.OutcomeAsync(context);
    }

    private Task AcceptedAsync(string path, object body)
    {
        var requestId = Guid.NewGuid();
        return Patience.UntilAsync($"an answer to {path}", async () =>
        {
            try
            {
                var answer = await machine.CallingAsync(HttpMethod.Post, path, body, requestId);
                if (answer.Status is 409 or 429 or 503)
                    return false;

                answer.Status.ShouldBe(202, $"{answer.Body}");
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException)
            {
                // The process died, or its successor is not up: nobody knows whether the request was taken.
                return false;
            }
        });
    }
}
