using CallGrains.Simulation.Checks;
using CallGrains.Simulation.Defects;
using CallGrains.Simulation.Runner;

namespace CallGrains.Simulation;

/// <summary>The checks can fail: each planted defect is noticed, as a broken promise.</summary>
public sealed class DefectTests
{
    private const int Seeds = 1_000;

    public static TheoryData<string> Names => [.. DefectCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_WithADefectPlanted_BreaksAPromise(string name)
    {
        var found = SeedRun.Find(name, Seeds);

        found.ShouldNotBeNull($"{name} is not found within {Seeds} seeds");
        found.Fault.ShouldBeOfType<BrokenPromiseException>();
    }
}
