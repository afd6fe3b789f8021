using CallGrains.Cluster.Tests.Azurite;
using CallGrains.Cluster.Tests.Rig;
using CallGrains.ProcessTests.Rig;
using Xunit.Abstractions;
using static CallGrains.ProcessTests.Rig.People;

namespace CallGrains.Cluster.Tests;

/// <summary>
/// Silos are killed and replaced while apps work; seen from outside, nothing is lost, nothing happens twice, and nothing fails that
/// would not have failed anyway.
/// </summary>
/// <param name="output">Gets how long was waited for what.</param>
public sealed class KillUnderLoadTests(ITestOutputHelper output)
{
    // Well below the 85 s for which an invitation rings: what is late by less fails nothing. A death is noticed after 6 s; another
    // silo may have died meanwhile, several times over.
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(60);

    // What waited longer is told, for whoever wants to know how close it was.
    private static readonly TimeSpan Remarkable = TimeSpan.FromSeconds(15);

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
        await using var azurite = await AzuriteServer.StartAsync();
        await using var cluster = await ProcessCluster.StartAsync("AzureStorage", azurite.ConnectionString);
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

    private async Task WorkAmidKillsAsync(ProcessCluster cluster)
    {
        using var end = new CancellationTokenSource();
        var work = Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => WorkAsync(cluster, worker, end.Token)));
        for (var kill = 0; kill < Kills && !work.IsCompleted; kill++)
            await cluster.KillAndReplaceAsync(kill % cluster.Silos.Count);

        await end.CancelAsync();
        (await work).Sum().ShouldBeGreaterThan(0);
    }

    /// <summary>One app: two calls, a move, an add and two ends, again and again; each round is checked to its end.</summary>
    private async Task<int> WorkAsync(ProcessCluster cluster, int worker, CancellationToken end)
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
            (await EndsOnceAsync(cluster, target, "AddParticipant")).ShouldBeTrue();
            await RosterBecomesAsync(cluster, to, isMoved ? [eve, dan, new1, ann] : [eve, dan, new1]);
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

    private async Task<string> CreateAsync(ProcessCluster cluster, string inbox, params string[] people)
    {
        var body = new { targets = people.Select(Wire).ToArray(), callbackUri = cluster.Webhooks.Uri(inbox) };
        var created = await cluster.InsistAsync(HttpMethod.Post, "/callConnections", body);
        created.Status.ShouldBe(201, $"{created.Body}");
        var id = created["callConnectionId"];
        await RosterBecomesAsync(cluster, id, people);
        return id;
    }

    private async Task<bool> EndsOnceAsync(ProcessCluster cluster, string inbox, string operation)
    {
        await LongAsync($"{operation} on {inbox}", () => Task.FromResult(Ends().Length > 0));
        return Ends().ShouldHaveSingleItem() == $"{operation}Succeeded";

        string[] Ends() => [.. cluster.Webhooks.Kinds(inbox).Where(kind => kind == $"{operation}Succeeded" || kind == $"{operation}Failed")];
    }

    private Task RosterBecomesAsync(ProcessCluster cluster, string leg, params string[] people) => LongAsync(
        $"roster {string.Join(", ", people)} of {leg}",
        async () => (await cluster.RosterAsync(leg)).ToHashSet().SetEquals(people));

    private async Task LongAsync(string what, Func<Task<bool>> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        await Patience.UntilAsync(what, holds, Takeover);
        var waited = TimeProvider.System.GetElapsedTime(began);
        if (waited > Remarkable)
            output.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {waited.TotalSeconds:F1} s for {what}");
    }
}
