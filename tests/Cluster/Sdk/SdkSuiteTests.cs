using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using CallGrains.Cluster.Tests.Rig;
using Xunit.Abstractions;

namespace CallGrains.Cluster.Tests.Sdk;

/// <summary>The suite of the official client, written for the single node, unchanged against three silos and a gateway.</summary>
/// <param name="output">Gets how much was run.</param>
public sealed partial class SdkSuiteTests(ITestOutputHelper output)
{
    // One needs a virtual clock, which a cluster has not; the other starts the processes that the README names.
    private static readonly string[] LeftOut = ["timeouts", "readme"];

    private static readonly string Folder = typeof(SdkSuiteTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static metadata => metadata.Key == "Sdk").Value!;

    [SdkFact]
    public async Task PostgreSql_ThreeSilosAndAGateway_PassTheSuite()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            (await Tool.RunAsync("npm", Folder, ["ci", "--no-audit", "--no-fund"])).ExitCode.ShouldBe(0);
        await using var server = await PostgreSqlServer.StartAsync();
        await using var cluster = await ProcessCluster.StartAsync("PostgreSql", server.ConnectionString, isOpen: true);
        var greeting = Path.GetTempFileName();
        await File.WriteAllTextAsync(greeting, cluster.Gateway.Output);
        string[] files =
        [
            .. Directory.GetFiles(Folder, "*.test.mjs").Select(static file => Path.GetFileName(file))
                .Where(static name => !LeftOut.Contains(name.Split('.')[0])).Order(StringComparer.Ordinal),
        ];

        // One file after the other, as ./test runs them.
        var (exitCode, said) = await Tool.RunAsync(
            "node",
            Folder,
            ["--test", "--test-concurrency=1", "--test-reporter=tap", .. files],
            ("CALLGRAINS_CONNECTION_STRING", ConnectionString().Match(cluster.Gateway.Output).Value),
            ("CALLGRAINS_GATEWAY_LOG", greeting));
        File.Delete(greeting);

        exitCode.ShouldBe(0, said);
        var passed = Passed().Match(said).Groups["count"].Value;
        output.WriteLine($"{files.Length} files, {passed} tests passed; left out: {string.Join(", ", LeftOut)}");
        int.Parse(passed, CultureInfo.InvariantCulture).ShouldBeGreaterThan(files.Length);
    }

    [GeneratedRegex(@"endpoint=\S+;accesskey=\S+", RegexOptions.NonBacktracking)]
    private static partial Regex ConnectionString();

    [GeneratedRegex(@"^# pass (?<count>\d+)$", RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Passed();
}
