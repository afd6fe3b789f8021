using System.Diagnostics;
using System.Text.Json;
using CallGrains.LoadTest.Client;

namespace CallGrains.LoadTest.Profiles;

/// <summary>Brings calls about without counting anything, and without callbacks: a server need not send any.</summary>
internal static class SetUp
{
    private const int AtOnce = 64;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Creates connected calls of one user each.</summary>
    public static async Task<string[]> CallsAsync(LoadContext load, string name, int count, CancellationToken cancellationToken)
    {
        var calls = new string[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (i, token) =>
            calls[i] = await CallAsync(load, $"{name}{load.Run}{i}", token));
        return calls;
    }

    /// <summary>Creates a connected call of one user.</summary>
    public static async Task<string> CallAsync(LoadContext load, string target, CancellationToken cancellationToken)
    {
        var body = $$"""{"targets":[{{LoadContext.UserJson(target)}}],"callbackUri":"{{load.Sink.CallbackUri}}"}""";
        var created = Accepted(await load.Client.PostAsync("/calling/callConnections", LoadContext.Bytes(body), cancellationToken));
        var id = created.Text("callConnectionId");
        await UntilAsync(
            async () => Accepted(await load.Client.GetAsync($"/calling/callConnections/{id}", cancellationToken)).Text("callConnectionState") == "connected",
            $"{id} is connected",
            cancellationToken);
        return id;
    }

    /// <summary>Adds people to a call, side by side, and waits until all are in it.</summary>
    public static async Task PeopleAsync(LoadContext load, string call, IReadOnlyCollection<string> people, CancellationToken cancellationToken)
    {
        await Task.WhenAll(people.Select(async person =>
        {
            var body = $$"""{"participantToAdd":{{LoadContext.UserJson(person)}}}""";
            Accepted(await load.Client.PostAsync($"/calling/callConnections/{call}/participants:add", LoadContext.Bytes(body), cancellationToken));
        }));
        await UntilPresentAsync(load, call, people, cancellationToken);
    }

    /// <summary>Waits until people are in a call.</summary>
    public static Task UntilPresentAsync(LoadContext load, string call, IReadOnlyCollection<string> people, CancellationToken cancellationToken) =>
        UntilAsync(
            async () =>
            {
                var roster = await RosterAsync(load, call, cancellationToken);
                return people.All(person => roster.Contains(LoadContext.User(person)));
            },
            $"{people.Count} people are in {call}",
            cancellationToken);

    /// <summary>Ends calls and does not wait for it.</summary>
    public static Task EndAsync(LoadContext load, IEnumerable<string> calls, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(calls, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (call, token) =>
            Accepted(await load.Client.PostAsync($"/calling/callConnections/{call}:terminate", [], token)));

    private static async Task<HashSet<string>> RosterAsync(LoadContext load, string call, CancellationToken cancellationToken)
    {
        var answer = Accepted(await load.Client.GetAsync($"/calling/callConnections/{call}/participants", cancellationToken));
        using var json = JsonDocument.Parse(answer.Body);
        if (json.RootElement.TryGetProperty("nextLink", out _))
            throw new InvalidDataException("The calls of this profile fit on one page.");

        return [.. json.RootElement.GetProperty("value").EnumerateArray().Select(static one => one.GetProperty("identifier").GetProperty("rawId").GetString()!)];
    }

    private static Answer Accepted(Answer answer) =>
        answer.IsSuccess ? answer : throw new InvalidOperationException($"The set-up was answered {answer.Status}: {System.Text.Encoding.UTF8.GetString(answer.Body)}");

    private static async Task UntilAsync(Func<Task<bool>> holds, string what, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(start) > Timeout)
                throw new TimeoutException($"It did not come about within {Timeout} that {what}.");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }
}
