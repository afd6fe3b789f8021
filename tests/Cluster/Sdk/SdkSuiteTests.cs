using System.Text.RegularExpressions;
using CallGrains.Cluster.Tests.Rig;
using CallGrains.Shared;
using Xunit.Abstractions;

namespace CallGrains.Cluster.Tests.Sdk;

/// <summary>The suite of the official client against three silos and a gateway. What needs a virtual clock is run by tests/Grains.</summary>
/// <param name="output">Gets how much was run.</param>
public sealed partial class SdkSuiteTests(ITestOutputHelper output)
{
    [SdkFact]
    public async Task PostgreSql_ThreeSilosAndAGateway_PassTheSuite()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var cluster = await ProcessCluster.StartAsync("PostgreSql", server.ConnectionString, isOpen: true);

        await SdkSuite.RunAsync(ConnectionString().Match(cluster.Gateway.Output).Value, cluster.Gateway.Output, isVirtual: false, output);
    }

    [GeneratedRegex(@"endpoint=\S+;accesskey=\S+", RegexOptions.NonBacktracking)]
    private static partial Regex ConnectionString();
}
