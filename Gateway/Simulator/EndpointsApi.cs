using System.Globalization;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallGrains.Gateway.Simulator;

/// <summary>Programs endpoints and acts for phones.</summary>
internal static class EndpointsApi
{
    private const string RawId = "rawId";
    private const int MaxAttachments = 1_000;

    /// <summary>Maps the operations.</summary>
    public static void MapEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/endpoints", List).WithName("Simulator_ListEndpoints");
        routes.MapGet("/endpoints/{rawId}", Get).WithName("Simulator_GetEndpoint");
        routes.MapPut("/endpoints/{rawId}", Put).WithName("Simulator_PutEndpoint");
        routes.MapDelete("/endpoints/{rawId}", Delete).WithName("Simulator_DeleteEndpoint");
        routes.MapPost("/endpoints/{rawId}:accept", Accept).WithName("Simulator_Accept");
        routes.MapPost("/endpoints/{rawId}:decline", Decline).WithName("Simulator_Decline");
        routes.MapPost("/endpoints/{rawId}:hangUp", HangUp).WithName("Simulator_HangUp");
        routes.MapGet("/attachments", ListAttachments).WithName("Simulator_ListAttachments");
    }

    private static async Task<Ok<EndpointListResponse>> List(ISimulator simulator, CancellationToken cancellationToken)
    {
        var all = await simulator.ListBehaviorsAsync(cancellationToken);
        return TypedResults.Ok(new EndpointListResponse(
            [.. all.Select(one => EndpointResponse.From(one.Endpoint, one.Behavior, OriginOf(one.IsPreset)))]));
    }

    private static async Task<Ok<EndpointResponse>> Get(HttpContext http, ISimulator simulator, CancellationToken cancellationToken)
    {
        var endpoint = ReadEndpoint(http);
        var own = await simulator.FindBehaviorAsync(endpoint, cancellationToken);
        if (own is null)
            return TypedResults.Ok(EndpointResponse.From(endpoint, await simulator.ResolveBehaviorAsync(endpoint, cancellationToken), "default"));

        return TypedResults.Ok(EndpointResponse.From(endpoint, own, OriginOf(await simulator.IsPresetAsync(endpoint, cancellationToken))));
    }

    private static async Task<Ok<EndpointResponse>> Put(
        HttpContext http, Body<BehaviorRequest> body, ISimulator simulator, CancellationToken cancellationToken)
    {
        var endpoint = ReadEndpoint(http);
        var request = body.Value;
        if (!EndpointBehavior.TryParseKind(Check.Text(request.Behavior, "behavior"), out var kind))
        {
            var names = string.Join(", ", Enum.GetValues<BehaviorKind>().Select(EndpointBehavior.NameOf));
            throw RequestRefusedException.Invalid("behavior", $"The behavior is one of {names}.");
        }

        var behavior = new EndpointBehavior { Kind = kind, AfterMs = request.AfterMs ?? 0, HangUpAfterMs = request.HangUpAfterMs };
        if (!behavior.IsValid(out var field, out var problem))
            throw RequestRefusedException.Invalid(field, problem);

        Acted.Check(await simulator.PutBehaviorAsync(endpoint, behavior, cancellationToken), RawId, "No further endpoint can be programmed.");
        return TypedResults.Ok(EndpointResponse.From(endpoint, behavior, "api"));
    }

    private static async Task<NoContent> Delete(HttpContext http, ISimulator simulator, CancellationToken cancellationToken)
    {
        Acted.Check(await simulator.DeleteBehaviorAsync(ReadEndpoint(http), cancellationToken), RawId, "The endpoint cannot be changed.");
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Accept(HttpContext http, ISimulator simulator, CancellationToken cancellationToken)
    {
        Acted.Check(await simulator.AcceptAsync(ReadEndpoint(http, ":accept"), cancellationToken), RawId, "An app is to answer this call.");
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Decline(HttpContext http, ISimulator simulator, CancellationToken cancellationToken)
    {
        Acted.Check(await simulator.DeclineAsync(ReadEndpoint(http, ":decline"), cancellationToken), RawId, "An app is to answer this call.");
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> HangUp(HttpContext http, ISimulator simulator, CancellationToken cancellationToken)
    {
        Acted.Check(await simulator.HangUpAsync(ReadEndpoint(http, ":hangUp"), cancellationToken), RawId, "The endpoint cannot hang up now.");
        return TypedResults.NoContent();
    }

    private static async Task<Ok<AttachmentListResponse>> ListAttachments(
        HttpRequest request, ISimulator simulator, ICallEngine engine, CancellationToken cancellationToken)
    {
        var endpoint = request.Query[RawId] is [{ } rawId] ? IdentifierReader.ReadRawId(rawId, RawId) : null;
        var all = await simulator.ListAttachmentsAsync(endpoint, ReadLimit(request), cancellationToken);
        return TypedResults.Ok(new AttachmentListResponse([.. all.Select(one => new AttachmentResponse(
            one.Endpoint.RawId,
            StatusName(one.Status),
            engine.Ids.ServerCall(one.Call),
            engine.Ids.Correlation(one.Call),
            EndpointBehavior.NameOf(one.Behavior),
            one.Since,
            one.From?.RawId,
            one.CallerDisplayName))]));
    }

    private static int ReadLimit(HttpRequest request)
    {
        var given = request.Query["limit"];
        if (given.Count == 0)
            return MaxAttachments;

        return given.Count == 1 && int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= MaxAttachments
            ? limit
            : throw RequestRefusedException.Invalid("limit", $"The limit is 1 to {MaxAttachments}.");
    }

    private static CommunicationIdentifier ReadEndpoint(HttpContext http, string verb = "") =>
        IdentifierReader.ReadRawId(RawPath.LastSegment(http, verb), RawId);

    private static string OriginOf(bool isPreset) => isPreset ? "configuration" : "api";

    private static string StatusName(AttachmentStatus status) => status switch
    {
        AttachmentStatus.Ringing => "ringing",
        AttachmentStatus.Answering => "answering",
        AttachmentStatus.Declining => "declining",
        AttachmentStatus.Attached => "attached",
        _ => "leaving",
    };
}
