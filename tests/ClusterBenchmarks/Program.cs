using System.Globalization;
using CallGrains.ClusterBenchmarks;
using CallGrains.ClusterBenchmarks.Cases;
using CallGrains.ClusterBenchmarks.Hosting;
using CallGrains.ClusterBenchmarks.Reporting;

// dotnet run -c Release --project tests/ClusterBenchmarks -- --store Development|PostgreSql|AzureStorage [--connection "..."]
//   [--workers 64] [--rounds 3] [--seconds 5] [--only "move"]    the last: only cases with that in their name, for profiles
// Azure's tables by Azurite, its table service alone and fresh for each run:
//   npm ci --prefix tests/Cluster/Azurite
//   node tests/Cluster/Azurite/node_modules/azurite/dist/src/table/main.js --tableHost 127.0.0.1 --tablePort 20002 \
//     --location "$(mktemp -d)" --skipApiVersionCheck --silent --disableTelemetry
//   --store AzureStorage --connection "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;TableEndpoint=http://127.0.0.1:20002/devstoreaccount1;"
var arguments = new ConfigurationBuilder().AddCommandLine(args).Build();
var store = arguments["store"] ?? "Development";
var runner = new Runner(
    int.Parse(arguments["workers"] ?? "64", CultureInfo.InvariantCulture),
    int.Parse(arguments["rounds"] ?? "3", CultureInfo.InvariantCulture),
    TimeSpan.FromSeconds(int.Parse(arguments["seconds"] ?? "5", CultureInfo.InvariantCulture)));

await using var cluster = await BenchCluster.StartAsync(store, arguments["connection"] ?? "");
ICase[] all = [new PlainCall(), new PlainWrite(), new RosterRead(), new Conversation(), new TwoPhaseMove(), new TransactionalMove()];
ICase[] cases = [.. all.Where(one => one.Name.Contains(arguments["only"] ?? "", StringComparison.Ordinal))];
var measured = await runner.RunAsync(cluster, cases);

var invariant = CultureInfo.InvariantCulture;
var rates = measured.ToDictionary(static one => one.Name, static one => one.Median);
await Console.Out.WriteLineAsync($"| {store} | operations/s (half the spread) | of a plain call | of a plain write | failed |\n|---|---|---|---|---|");
foreach (var one in measured)
{
    await Console.Out.WriteLineAsync(string.Create(
        invariant, $"| {one.Name} | {one.Median:N0} (±{one.Spread:P0}) | {Of(one, all[0], "F3")} | {Of(one, all[1], "F2")} | {one.Faults} |"));
}

if (measured.FirstOrDefault(one => one.Name == all[4].Name) is { } move)
    await Console.Out.WriteLineAsync($"move by CallGrains, of the move by Orleans Transactions: {Of(move, all[5], "F2")}");

string Of(Measured one, ICase other, string format) =>
    rates.TryGetValue(other.Name, out var rate) ? (one.Median / rate).ToString(format, invariant) : "";
