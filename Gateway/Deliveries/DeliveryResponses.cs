using CallGrains.Delivery.Log;

namespace CallGrains.Gateway.Deliveries;

/// <summary>What became of one callback. Holds no token, no body and no query of the address.</summary>
/// <param name="Id">The id of the event.</param>
/// <param name="Type">The type of the event, without its prefix.</param>
/// <param name="CallConnectionId">The leg it tells of.</param>
/// <param name="Uri">Where it goes, without the query.</param>
/// <param name="State">One of <c>pending</c>, <c>delivered</c>, <c>dead</c>.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="FirstTime">When it was handed over.</param>
/// <param name="LastTime">When this last changed.</param>
/// <param name="StatusCode">The status of the last answer.</param>
/// <param name="LatencyMs">How long the last try took, in ms.</param>
/// <param name="LastError">Why the last try failed.</param>
/// <param name="NextTry">When it is tried next.</param>
public sealed record DeliveryResponse(
    Guid Id,
    string Type,
    Guid CallConnectionId,
    string Uri,
    string State,
    int Tries,
    DateTimeOffset FirstTime,
    DateTimeOffset LastTime,
    int? StatusCode,
    double? LatencyMs,
    string? LastError,
    DateTimeOffset? NextTry)
{
    internal static DeliveryResponse From(DeliveryRecord record) => new(
        record.EventId,
        record.Kind.ToString(),
        record.CallConnectionId,
        record.ShownUri,
        StateName(record.State),
        record.Tries,
        record.FirstTime,
        record.LastTime,
        record.StatusCode,
        record.Latency?.TotalMilliseconds,
        record.LastError,
        record.NextTry);

    internal static DeliveryState? ParseState(string name) => name switch
    {
        "pending" => DeliveryState.Pending,
        "delivered" => DeliveryState.Delivered,
        "dead" => DeliveryState.Dead,
        _ => null,
    };

    private static string StateName(DeliveryState state) => state switch
    {
        DeliveryState.Delivered => "delivered",
        DeliveryState.Dead => "dead",
        _ => "pending",
    };
}

/// <summary>One page of the delivery log.</summary>
/// <param name="Value">The callbacks, newest first.</param>
/// <param name="NextLink">Where the next page is; missing on the last one.</param>
public sealed record DeliveryListResponse(IReadOnlyList<DeliveryResponse> Value, string? NextLink);

/// <summary>Dead letters are sent again.</summary>
/// <param name="Count">How many.</param>
public sealed record RedeliverAllResponse(int Count);
