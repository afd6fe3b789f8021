using CallGrains.Calls.Hosting;
using CallGrains.Endpoints.Clock;
using CallGrains.Endpoints.Simulator;

namespace CallGrains.Scenarios.Rig;

/// <summary>A host of calls under test, with its far side, on a virtual clock.</summary>
public interface IScenarioHost : IAsyncDisposable
{
    /// <summary>The calls.</summary>
    ICallEngine Engine { get; }

    /// <summary>The far side.</summary>
    ISimulator Simulator { get; }

    /// <summary>The clock that drives calls and endpoints.</summary>
    IVirtualClock Clock { get; }
}
