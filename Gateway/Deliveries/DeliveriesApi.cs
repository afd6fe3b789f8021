using System.Globalization;
using CallGrains.Delivery.Log;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Operations;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallGrains.Gateway.Deliveries;

/// <summary>The delivery log: what became of each callback, and dead letters sent again.</summary>
internal static class DeliveriesApi
{
    private const string Continuation = "continuation";

    /// <summary>Maps the operations.</summary>
    public static void MapDeliveries(this IEndpointRouteBuilder routes)
    {
        var operations = routes.MapGroup("/operations").WithTags("Operations").ProducesErrors();
        operations.MapGet("/deliveries", List).WithName("Deliveries_List");
        operations.MapPost("/deliveries/{eventId:id}:redeliver", Redeliver).WithName("Deliveries_Redeliver");
        operations.MapPost("/deliveries:redeliverAll", RedeliverAll).WithName("Deliveries_RedeliverAll");
    }

    private static async Task<Ok<DeliveryListResponse>> List(HttpRequest request, IDeliveryLog log, CancellationToken cancellationToken)
    {
        var query = new DeliveryQuery
        {
            CallConnectionId = Read(request, "callConnectionId", text => Guid.TryParseExact(text, "D", out var id) ? id : (Guid?)null, "a connection id"),
            State = Read(request, "state", DeliveryResponse.ParseState, "one of pending, delivered, dead"),
            Continuation = Read(request, Continuation, text => Number(text, 0, long.MaxValue), "one of a nextLink"),
            PageSize = (int)(Read(request, "pageSize", text => Number(text, 1, DeliveryQuery.MaxPageSize), $"1 to {DeliveryQuery.MaxPageSize}") ?? 100),
        };
        var page = await log.ListAsync(query, cancellationToken);
        return TypedResults.Ok(new DeliveryListResponse(
            [.. page.Records.Select(DeliveryResponse.From)],
            page.Next is { } next ? NextLink(request, next) : null));
    }

    private static async Task<Accepted> Redeliver(string eventId, IDeliveryLog log, CancellationToken cancellationToken)
    {
        var answer = Guid.TryParseExact(eventId, "D", out var id) ? await log.RedeliverAsync(id, cancellationToken) : RedeliveryAnswer.NotFound;
        return answer switch
        {
            RedeliveryAnswer.Accepted => TypedResults.Accepted((string?)null),
            RedeliveryAnswer.NotFound => throw new RequestRefusedException(
                StatusCodes.Status404NotFound, ErrorCodes.NotFound, "No such event is in the delivery log.", "eventId"),
            _ => throw new RequestRefusedException(
                StatusCodes.Status409Conflict, ErrorCodes.Conflict, "The event is no dead letter: it was delivered, or is still being tried.", "eventId"),
        };
    }

    private static async Task<Accepted<RedeliverAllResponse>> RedeliverAll(IDeliveryLog log, CancellationToken cancellationToken) =>
        TypedResults.Accepted((string?)null, new RedeliverAllResponse(await log.RedeliverAllAsync(cancellationToken)));

    private static T? Read<T>(HttpRequest request, string parameter, Func<string, T?> parse, string what)
        where T : struct
    {
        var given = request.Query[parameter];
        if (given.Count == 0)
            return null;

        return (given.Count == 1 ? parse(given.ToString()) : null)
            ?? throw RequestRefusedException.Invalid(parameter, $"The value is not {what}.");
    }

    private static long? Number(string text, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    private static string NextLink(HttpRequest request, long next)
    {
        var query = request.Query.Where(pair => pair.Key != Continuation).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value.ToString()));
        return UriHelper.BuildAbsolute(
            request.Scheme, request.Host, request.PathBase, request.Path, QueryString.Create(query).Add(Continuation, next.ToString()));
    }
}
