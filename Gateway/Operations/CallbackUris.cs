using CallGrains.Delivery.Destinations;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Requests;

namespace CallGrains.Gateway.Operations;

/// <summary>Checks the callback addresses of requests.</summary>
/// <param name="policy">Where callbacks may go.</param>
internal sealed class CallbackUris(DestinationPolicy policy)
{
    /// <summary>The <c>callbackUri</c> of a leg, which must be there.</summary>
    public string Required(string? uri) => Checked(Check.Text(uri, "callbackUri", RequestLimits.MaxCallbackUri), "callbackUri");

    /// <summary>The <c>operationCallbackUri</c> of an operation.</summary>
    public string? OfOperation(string? uri) =>
        uri is null ? null : Checked(Check.Text(uri, "operationCallbackUri", RequestLimits.MaxCallbackUri), "operationCallbackUri");

    private string Checked(string uri, string field) =>
        policy.Allows(uri, out var reason) ? uri : throw RequestRefusedException.Invalid(field, reason);
}
