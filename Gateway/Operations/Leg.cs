using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;
using CallGrains.Gateway.Errors;

namespace CallGrains.Gateway.Operations;

/// <summary>A handler's parameter: the leg that the path names.</summary>
/// <param name="Address">The leg.</param>
internal sealed record Leg(ConnectionAddress Address)
{
    /// <summary>The name of the route value.</summary>
    public const string RouteValue = "callConnectionId";

    /// <summary>The call of the leg.</summary>
    public CallKey Call => Address.Call;

    /// <summary>The number of the leg.</summary>
    public ushort Number => Address.Leg;

    /// <summary>Called by the framework for each request.</summary>
    /// <exception cref="RequestRefusedException">The engine never issued the id: 404, and no call is asked.</exception>
    public static ValueTask<Leg?> BindAsync(HttpContext http)
    {
        var ids = http.RequestServices.GetRequiredService<ICallEngine>().Ids;
        return http.Request.RouteValues[RouteValue] is string text && ids.TryReadConnection(text, out var address)
            ? ValueTask.FromResult<Leg?>(new(address))
            : throw RequestRefusedException.CallNotFound(RouteValue);
    }
}
