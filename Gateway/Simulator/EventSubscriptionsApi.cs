using CallGrains.Delivery.EventGrid;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallGrains.Gateway.Simulator;

/// <summary>The subscriptions to incoming calls and to calls beginning and ending.</summary>
internal static class EventSubscriptionsApi
{
    private const string Path = "/eventSubscriptions";

    /// <summary>Maps the operations.</summary>
    public static void MapEventSubscriptions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, List).WithName("EventSubscriptions_List");
        routes.MapGet($"{Path}/{{name:id}}", Get).WithName("EventSubscriptions_Get");
        routes.MapPut($"{Path}/{{name:id}}", Put).WithName("EventSubscriptions_Put");
        routes.MapDelete($"{Path}/{{name:id}}", Delete).WithName("EventSubscriptions_Delete");

        // The receiver opens this address to agree; the code in it, told to nobody else, is what lets it in.
        routes.MapGet($"{Path}/{{name:id}}:validate", Validate).WithName("EventSubscriptions_Validate").AllowAnonymous();
    }

    private static Ok<EventSubscriptionListResponse> List(EventSubscriptions subscriptions) =>
        TypedResults.Ok(new EventSubscriptionListResponse([.. subscriptions.All.Select(EventSubscriptionResponse.From)]));

    private static Ok<EventSubscriptionResponse> Get(string name, EventSubscriptions subscriptions) =>
        subscriptions.All.FirstOrDefault(one => one.Name == name) is { } found
            ? TypedResults.Ok(EventSubscriptionResponse.From(found))
            : throw NotFound();

    private static async Task<Ok<EventSubscriptionResponse>> Put(
        string name, Body<EventSubscriptionRequest> body, EventSubscriptions subscriptions, HttpRequest http, CancellationToken cancellationToken)
    {
        var request = body.Value;
        var schema = Check.Word(request.Schema, "schema", "eventGrid", "cloudEvents") == "cloudEvents" ? EventSchema.CloudEvents : EventSchema.EventGrid;
        var types = request.IncludedEventTypes is null ? [] : Check.Entries(request.IncludedEventTypes, "includedEventTypes", EventTypes.All.Count);
        var wanted = new EventSubscription(name, Check.Text(request.Url, "url", RequestLimits.MaxCallbackUri), schema, request.ToPrefix ?? "")
        {
            IncludedEventTypes = types,
        };
        var address = $"{http.Scheme}://{http.Host}{http.PathBase}{http.Path}";
        var outcome = await subscriptions.SubscribeAsync(wanted, (_, code) => $"{address}:validate?code={Uri.EscapeDataString(code)}", cancellationToken);
        return outcome.Subscription is { } made
            ? TypedResults.Ok(EventSubscriptionResponse.From(made))
            : throw RequestRefusedException.Invalid(outcome.Refusal!.Target, outcome.Refusal.Message);
    }

    private static async Task<NoContent> Delete(string name, EventSubscriptions subscriptions, CancellationToken cancellationToken) =>
        await subscriptions.RemoveAsync(name, cancellationToken) ? TypedResults.NoContent() : throw NotFound();

    private static async Task<NoContent> Validate(string name, HttpRequest http, EventSubscriptions subscriptions, CancellationToken cancellationToken) =>
        http.Query["code"] is [{ Length: > 0 } code] && await subscriptions.ConfirmAsync(name, code, cancellationToken)
            ? TypedResults.NoContent()
            : throw new RequestRefusedException(
                StatusCodes.Status404NotFound, ErrorCodes.NotFound, "There is no such subscription waiting, the code is another or its time is over.", "code");

    private static RequestRefusedException NotFound() =>
        new(StatusCodes.Status404NotFound, ErrorCodes.NotFound, "There is no subscription of this name.", "name");
}
