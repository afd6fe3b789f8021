using System.Globalization;
using CallGrains.LoadTest.Comparing.Stored;

namespace CallGrains.LoadTest.Comparing.Groups;

/// <summary>A million idle connected calls on one node: how it starts, and what it keeps in memory.</summary>
internal sealed class StoredGroup : IGroup
{
    private const int FewCalls = 1_000;
    private const int Visits = 20_000;
    private const int Slices = 3;
    private const long MostResident = 4L * 1024 * 1024 * 1024;

    private static readonly TimeSpan ToLeave = TimeSpan.FromSeconds(3);

    // Calls that stay, and calls that leave after a second: the bounds of the engine that say so.
    private static readonly (string, string)[] Staying =
        [("CallGrains__Embedded__IdleAfter", "01:00:00"), ("CallGrains__Embedded__MaxResident", "1000000"), ("CallGrains__Embedded__MaxActive", "2000000")];

    private static readonly (string, string)[] Leaving = [("CallGrains__Embedded__IdleAfter", "00:00:01")];

    public string Name => "stored";

    public int Steps(int rounds) => 5 + (2 * rounds);

    public async Task<IReadOnlyList<Ratio>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        bench.Step("storing calls");
        var few = await StoredCalls.FillAsync(bench.NewFolder(), FewCalls, static _ => { }, cancellationToken);
        var many = await StoredCalls.FillAsync(
            bench.NewFolder(), bench.Options.StoredCalls, count => bench.Say($"storing calls: {count:N0} of {bench.Options.StoredCalls:N0}"), cancellationToken);
        var (ours, limit) = await StartGroup.TimeAsync(bench, bench.Options.Rounds, () => bench.Engine("sqlite", many.Folder), cancellationToken);
        var withFew = await AfterLeavingAsync(bench, few, cancellationToken);
        var withMany = await AfterLeavingAsync(bench, many, cancellationToken);
        var each = await StayingAsync(bench, many, cancellationToken);
        var left = (double)(withMany - withFew) / (many.Count - few.Count);
        return
        [
            Ratio.Of("start-million", $"start to ready, {many.Count:N0} stored calls, of an empty ASP.NET app's", ours, limit, 3, "ms", atLeast: false),
            Ratio.OfBound("idle-resident", "bytes of a connected idle call in memory, of 3 KiB", each, 3 * 1024, $"{each.ToText("N0")} bytes each"),
            Ratio.OfBound(
                "idle-passivated", "bytes of a connected idle call that has left memory, of 64", new([Math.Max(0, left)]), 64,
                Text($"{left:N1} bytes each: {Mega(withMany)} MiB with {many.Count:N0} calls, {Mega(withFew)} with {few.Count:N0}")),
            Ratio.OfBound(
                "idle-million", $"{many.Count:N0} idle connected calls on one node, resident bytes of 4 GiB", new([withMany]), MostResident,
                Text($"{Mega(withMany)} MiB; {Visits:N0} calls at random were asked for, and were connected")),
        ];
    }

    /// <summary>Resident bytes once calls were in memory and have left it.</summary>
    private static async Task<long> AfterLeavingAsync(Bench bench, StoredCalls calls, CancellationToken cancellationToken)
    {
        bench.Step($"memory with {calls.Count:N0} calls, none of them in it");
        using var server = await bench.Engine("sqlite", calls.Folder, Leaving).StartAsync(cancellationToken);
        using var visitor = new Visitor(server, calls);
        var random = new Random(1);
        await visitor.VisitAsync(Enumerable.Range(0, Visits).Select(_ => random.Next(calls.Count)), cancellationToken);
        await Task.Delay(ToLeave, TimeProvider.System, cancellationToken);
        return server.ResidentBytes;
    }

    /// <summary>Resident bytes of each call that is kept in memory, slice by slice.</summary>
    private static async Task<Measurement> StayingAsync(Bench bench, StoredCalls calls, CancellationToken cancellationToken)
    {
        bench.Step("memory of calls in it");
        using var server = await bench.Engine("sqlite", calls.Folder, Staying).StartAsync(cancellationToken);
        using var visitor = new Visitor(server, calls);
        var slice = Math.Min(30_000, calls.Count / (Slices + 1));
        List<double> each = [];
        long before = 0;

        // The first slice fills what grows with any use: code, pools, pages of the database.
        for (var i = 0; i <= Slices; i++)
        {
            await visitor.VisitAsync(Enumerable.Range(i * slice, slice), cancellationToken);
            var now = server.ResidentBytes;
            if (i > 0)
                each.Add((double)(now - before) / slice);
            before = now;
        }

        return new(each);
    }

    private static string Mega(long bytes) => Text($"{bytes / (1024.0 * 1024):N0}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
