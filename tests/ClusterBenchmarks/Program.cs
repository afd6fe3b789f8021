using System.Globalization;
using CallGrains.ClusterBenchmarks;
using CallGrains.ClusterBenchmarks.Cases;
using CallGrains.ClusterBenchmarks.Hosting;

// dotnet run -c Release --project tests/ClusterBenchmarks -- --store Development|PostgreSql|AzureStorage [--connection "..."]
//   [--workers 64] [--rounds 3] [--seconds 5]
var arguments = new ConfigurationBuilder().AddCommandLine(args).Build();
var store = arguments["store"] ?? "Development";
var runner = new Runner(
    int.Parse(arguments["workers"] ?? "64", CultureInfo.InvariantCulture),
    int.Parse(arguments["rounds"] ?? "3", CultureInfo.InvariantCulture),
    TimeSpan.FromSeconds(int.Parse(arguments["seconds"] ?? "5", CultureInfo.InvariantCulture)));

await using var cluster = await BenchCluster.StartAsync(store, arguments["connection"] ?? "");
ICase[] cases = [new PlainCall(), new PlainWrite(), new RosterRead(), new Conversation(), new TwoPhaseMove(), new TransactionalMove()];
var measured = await runner.RunAsync(cluster, cases);

var invariant = CultureInfo.InvariantCulture;
await Console.Out.WriteLineAsync($"| {store} | operations/s (half the spread) | of a plain call | of a plain write | failed |\n|---|---|---|---|---|");
foreach (var one in measured)
{
    await Console.Out.WriteLineAsync(string.Create(
        invariant,
        $"| {one.Name} | {one.Median:N0} (±{one.Spread:P0}) | {one.Median / measured[0].Median:F3} | {one.Median / measured[1].Median:F2} | {one.Faults} |"));
}

await Console.Out.WriteLineAsync(string.Create(invariant, $"move by CallGrains, of the move by Orleans Transactions: {measured[4].Median / measured[5].Median:F2}"));
