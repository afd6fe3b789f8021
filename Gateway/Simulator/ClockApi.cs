using CallGrains.Endpoints.Clock;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallGrains.Gateway.Simulator;

/// <summary>Lets virtual time pass.</summary>
internal static class ClockApi
{
    private const double MaxSeconds = 30 * 24 * 3600;

    /// <summary>Maps the operation.</summary>
    public static void MapClock(this IEndpointRouteBuilder routes) => routes.MapPost("/clock:advance", Advance).WithName("Simulator_AdvanceClock");

    private static async Task<Ok<ClockResponse>> Advance(Body<AdvanceClockRequest> body, IServiceProvider services, CancellationToken cancellationToken)
    {
        var seconds = body.Value.Seconds ?? throw RequestRefusedException.Invalid("seconds", "The field is required.");
        if (seconds is not (>= 0 and <= MaxSeconds))
            throw RequestRefusedException.Invalid("seconds", $"The value is 0 to {MaxSeconds}.");

        // Only a host that was started with a virtual clock has one.
        var clock = services.GetService<IVirtualClock>() ?? throw Acted.Conflict("clock", "The engine runs on system time; start it with --clock virtual.");
        await clock.AdvanceAsync(TimeSpan.FromSeconds(seconds), cancellationToken);
        return TypedResults.Ok(new ClockResponse(clock.Now));
    }
}
