using System.Globalization;
using CallGrains.ProcessTests.Rig;

namespace CallGrains.ProcessTests.Chaos;

/// <summary>
/// kill -9 at any moment under load, again and again on the same data. CALLGRAINS_KILLS sets how often; 50 is the long form.
/// </summary>
public class ChaosTests
{
    private const int Calls = 6;
    private const int Wanderers = 8;
    private const int Seed = 20260312;

    private static readonly int Kills =
        int.Parse(Environment.GetEnvironmentVariable("CALLGRAINS_KILLS") ?? "5", CultureInfo.InvariantCulture);

    private readonly SemaphoreSlim accepted = new(0);

    [Fact]
    public async Task Kill_AgainAndAgainUnderLoad_NobodyIsLostOrDoubledAndEveryOutcomeIsToldOnce()
    {
        await using var machine = await Machine.StartAsync();
        await using var inbox = await ContextInbox.StartAsync();
        var calls = new List<string>();
        for (var i = 0; i < Calls; i++)
            calls.Add((await machine.ConnectedCallAsync($"resident{i}")).Id);

        var wanderers = Enumerable.Range(0, Wanderers).Select(number => new Wanderer(machine, inbox, calls, number, () => accepted.Release())).ToArray();
        foreach (var wanderer in wanderers)
            await wanderer.JoinAsync();

        using var enough = new CancellationTokenSource();
        var wandering = wanderers.Select(wanderer => wanderer.WanderAsync(enough.Token)).ToArray();
        await KillAsync(machine, wandering);
        await enough.CancelAsync();
        await Task.WhenAll(wandering);

        foreach (var wanderer in wanderers)
            await PlaceIsTrueAsync(machine, calls, wanderer);
        foreach (var call in calls)
            (await machine.RosterAsync(call)).Count.ShouldBe(2 + wanderers.Count(wanderer => wanderer.Place == call));
        foreach (var context in wanderers.SelectMany(wanderer => wanderer.Contexts))
            inbox.Kinds(context).Count.ShouldBe(1, $"{context}: {string.Join(", ", inbox.Kinds(context))}");
    }

    private async Task KillAsync(Machine machine, Task[] wandering)
    {
        var random = new Random(Seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            // At some operation, not at some time: so a kill meets work however fast the machine is.
            for (var left = random.Next(3, 40); left > 0; left--)
            {
                var next = accepted.WaitAsync();
                await Task.WhenAny([next, .. wandering.Where(static task => task.IsFaulted)]);
                if (!next.IsCompleted)
                    await Task.WhenAll(wandering.Where(static task => task.IsFaulted));
            }

            await machine.CrashAsync();
        }
    }

    private static async Task PlaceIsTrueAsync(Machine machine, List<string> calls, Wanderer wanderer)
    {
        var places = new List<string>();
        foreach (var call in calls)
        {
            if ((await machine.RosterAsync(call)).Contains(wanderer.Person))
                places.Add(call);
        }

        places.ShouldBe([wanderer.Place]);
    }
}
