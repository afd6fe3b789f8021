using CallGrains.Gateway.Operations;

namespace CallGrains.Gateway.Simulator;

/// <summary>The far side as an API; can be switched off.</summary>
internal static class SimulatorApi
{
    /// <summary>Maps the operations.</summary>
    public static void MapSimulator(this IEndpointRouteBuilder routes)
    {
        var simulator = routes.MapGroup("/simulator").WithTags("Simulator").ProducesErrors();
        simulator.MapEndpoints();
        simulator.MapPlacedCalls();
        simulator.MapClock();
        simulator.MapEventSubscriptions();
    }
}
