using CallGrains.Cluster.Tests.Rig;
using CallGrains.ProcessTests.Rig;
using static CallGrains.ProcessTests.Rig.People;

namespace CallGrains.Cluster.Tests;

/// <summary>Silos are killed and replaced while apps work; seen from outside, nothing is lost and nothing happens twice.</summary>
public sealed class KillUnderLoadTests
{
    private const int Workers = 6;
    private const int ShortKills = 3;
    private const int LongKills = 20;

    private static int Kills => Environment.GetEnvironmentVariable("CALLGRAINS_LONG") == "1" ? LongKills : ShortKills;

    [PostgreSqlFact]
    public async Task PostgreSql_SilosKilledUnderLoad_KeepsEveryPromise()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var cluster = await ProcessCluster.StartAsync("PostgreSql", server.ConnectionString);
        await WorkAmidKillsAsync(cluster);
    }

    [AzuriteFact]
    public async Task AzureStorage_SilosKilledUnderLoad_KeepsEveryPromise()
    {
        await using var cluster = await ProcessCluster.StartAsync("AzureStorage", AzuriteFactAttribute.ConnectionString!);
        await WorkAmidKillsAsync(cluster);
    }

    [PostgreSqlFact]
    public async Task PostgreSql_SiloStopped_HandsOverAndEndsWell()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var cluster = await ProcessCluster.StartAsync("PostgreSql", server.ConnectionString);
        using var end = new CancellationTokenSource();
        var work = Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => WorkAsync(cluster, worker, end.Token)));

        (await cluster.StopAndReplaceAsync(1)).ShouldBe(0);

        await end.CancelAsync();
        (await work).Sum().ShouldBeGreaterThan(0);
    }

    private static async Task WorkAmidKillsAsync(ProcessCluster cluster)
    {
        using var end = new CancellationTokenSource();
        var work = Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => WorkAsync(cluster, worker, end.Token)));
        for (var kill = 0; kill < Kills && !work.IsCompleted; kill++)
            await cluster.KillAndReplaceAsync(kill % cluster.Silos.Count);

        await end.CancelAsync();
        (await work).Sum().ShouldBeGreaterThan(0);
    }

    /// <summary>One app: two calls, a move, an add and two ends, again and again; each round is checked to its end.</summary>
    private static async Task<int> WorkAsync(ProcessCluster cluster, int worker, CancellationToken end)
    {
        var rounds = 0;
        do
        {
            var (source, target) = ($"s{worker}x{rounds}", $"t{worker}x{rounds}");
            var (ann, bob, eve, dan, new1) = (User(), User(), User(), User(), User());
            var from = await CreateAsync(cluster, source, ann, bob);
            var to = await CreateAsync(cluster, target, eve, dan);

            var move = await cluster.InsistAsync(HttpMethod.Post, $"/callConnections/{to}/participants:moveHere", new { targetParticipants = new[] { Wire(ann) }, fromCall = from });
            move.Status.ShouldBe(202, $"{move.Body}");
            var add = await cluster.InsistAsync(HttpMethod.Post, $"/callConnections/{to}/participants:add", new { participantToAdd = Wire(new1) });
            add.Status.ShouldBe(202, $"{add.Body}");

            var isMoved = await EndsOnceAsync(cluster, target, "MoveParticipant");

            // A call that nobody asks about is woken by its reminder, and its ringing may be over by then: then that is what is told.
            var isAdded = await EndsOnceAsync(cluster, target, "AddParticipant");
            string[] people = [eve, dan, .. isAdded ? [new1] : Array.Empty<string>(), .. isMoved ? [ann] : Array.Empty<string>()];
            await RosterBecomesAsync(cluster, to, people);
            await RosterBecomesAsync(cluster, from, isMoved ? [bob] : [ann, bob]);

            foreach (var (leg, inbox) in new[] { (from, source), (to, target) })
            {
                (await cluster.InsistAsync(HttpMethod.Post, $"/callConnections/{leg}:terminate")).Status.ShouldBe(204);
                await LongAsync($"CallDisconnected at {inbox}", () => Task.FromResult(cluster.Webhooks.Kinds(inbox).Contains("CallDisconnected")));
                cluster.Webhooks.Kinds(inbox).Count(static kind => kind == "CallDisconnected").ShouldBe(1);
                cluster.Webhooks.Kinds(inbox)[^1].ShouldBe("CallDisconnected");
            }

            rounds++;
        }
        while (!end.IsCancellationRequested);

        return rounds;
    }

    private static async Task<string> CreateAsync(ProcessCluster cluster, string inbox, params string[] people)
    {
        var body = new { targets = people.Select(Wire).ToArray(), callbackUri = cluster.Webhooks.Uri(inbox) };
        var created = await cluster.InsistAsync(HttpMethod.Post, "/callConnections", body);
        created.Status.ShouldBe(201, $"{created.Body}");
        var id = created["callConnectionId"];
        await RosterBecomesAsync(cluster, id, people);
        return id;
    }

    private static async Task<bool> EndsOnceAsync(ProcessCluster cluster, string inbox, string operation)
    {
        await LongAsync($"{operation} on {inbox}", () => Task.FromResult(Ends().Length > 0));
        return Ends().ShouldHaveSingleItem() == $"{operation}Succeeded";

        string[] Ends() => [.. cluster.Webhooks.Kinds(inbox).Where(kind => kind == $"{operation}Succeeded" || kind == $"{operation}Failed")];
    }

    private static Task RosterBecomesAsync(ProcessCluster cluster, string leg, params string[] people) => LongAsync(
        $"roster {string.Join(", ", people)} of {leg}",
        async () => (await cluster.RosterAsync(leg)).ToHashSet().SetEquals(people));

    // Longer than a silo's death goes unnoticed and a reminder takes, and than silos go on dying every few seconds.
    private static async Task LongAsync(string what, Func<Task<bool>> holds)
    {
        for (var patience = 20; ; patience--)
        {
            try
            {
                await Patience.UntilAsync(what, holds);
                return;
            }
            catch (TimeoutException) when (patience > 1)
            {
                // Once more.
            }
        }
    }
}
