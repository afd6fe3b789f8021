using CallGrains.Grains.Tests.Rig;
using CallGrains.Shared;
using Xunit.Abstractions;

namespace CallGrains.Grains.Tests.Sdk;

/// <summary>
/// What the official client sees of ring times on a cluster: three silos in this process, since a clock that stands still must know
/// when all of them are at rest. Callbacks, announcements and signatures are real, and of system time.
/// </summary>
/// <param name="output">Gets how much was run.</param>
public sealed class VirtualTimeTests(ITestOutputHelper output)
{
    [SdkFact]
    public async Task VirtualClock_ThreeSilosAndAGateway_PassTheSuite()
    {
        await using var cluster = await VirtualCluster.StartAsync(callbacks: null, announcements: null);
        await using var gateway = await RestGateway.StartAsync(cluster);

        await SdkSuite.RunAsync(gateway.ConnectionString, printed: "", isVirtual: true, output);
    }
}
