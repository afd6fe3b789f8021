using CallGrains.Calls.Commands;
using CallGrains.Calls.Replies;
using CallGrains.Gateway.Answers;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Operations;
using CallGrains.Gateway.Requests;
using CallGrains.Gateway.Wire;

namespace CallGrains.Gateway.Participants;

/// <summary>Read, add, cancel and remove participants.</summary>
internal static class ParticipantsApi
{
    /// <summary>Maps the operations.</summary>
    public static void MapParticipants(this IEndpointRouteBuilder routes)
    {
        var participants = routes.MapOperations($"/calling/callConnections/{OperationRoutes.ConnectionId}");
        participants.MapGet("/participants", GetParticipants).WithName("CallConnection_GetParticipants");
        participants.MapGet("/participants/{participantRawId}", GetParticipant).WithName("CallConnection_GetParticipant");
        participants.MapPost("/participants:add", Add).WithName("CallConnection_AddParticipant");
        participants.MapPost("/participants:cancelAddParticipant", Cancel).WithName("CallConnection_CancelAddParticipant");
        participants.MapPost("/participants:remove", Remove).WithName("CallConnection_RemoveParticipant");
    }

    private static async Task<OkAnswer<GetParticipantsResponse>> GetParticipants(Leg leg, CallOperations calls, HttpRequest request)
    {
        var after = RosterPage.ReadToken(request);
        var roster = await calls.ExecuteAsync<RosterReply>(leg, new GetParticipants(leg.Number));
        return new(RosterPage.Cut(roster.Participants, after, request));
    }

    private static async Task<OkAnswer<CallParticipant>> GetParticipant(Leg leg, CallOperations calls, HttpContext http)
    {
        var participant = IdentifierReader.ReadRawId(RawPath.LastSegment(http), "participantRawId");
        var reply = await calls.ExecuteAsync<ParticipantReply>(leg, new GetParticipant(leg.Number, participant));
        return new(CallParticipant.From(reply.Participant));
    }

    private static async Task<AcceptedAnswer<AddParticipantResponse>> Add(
        Leg leg, Body<AddParticipantRequest> body, Repeat repeat, CallOperations calls, CallbackUris callbackUris)
    {
        var request = body.Value;
        var participant = IdentifierReader.Read(request.ParticipantToAdd, "participantToAdd");
        var command = new AddParticipant(leg.Number, participant)
        {
            SourceCallerIdNumber = CallerId.Read(request.SourceCallerIdNumber, participant),
            SourceDisplayName = Check.DisplayName(request.SourceDisplayName),
            InvitationTimeout = InvitationTimeout(request.InvitationTimeoutInSeconds),
            CustomContext = CustomContextReader.Read(request.CustomCallingContext),
            OperationContext = Check.OperationContext(request.OperationContext),
            OperationCallbackUri = callbackUris.OfOperation(request.OperationCallbackUri),
            Repeat = repeat.Value,
        };
        var reply = await calls.ExecuteAsync<AcceptedReply>(leg, command);
        var invited = reply.Participants.IsEmpty ? new CallParticipant(participant, false, false) : CallParticipant.From(reply.Participants[0]);
        return new(new AddParticipantResponse(invited, reply.OperationContext, reply.InvitationId));
    }

    private static async Task<AcceptedAnswer<CancelAddParticipantResponse>> Cancel(
        Leg leg, Body<CancelAddParticipantRequest> body, Repeat repeat, CallOperations calls, CallbackUris callbackUris)
    {
        var request = body.Value;
        var invitation = Check.Text(request.InvitationId, "invitationId", RequestLimits.MaxOpaqueId);
        var command = new CancelAddParticipant(leg.Number, invitation)
        {
            OperationContext = Check.OperationContext(request.OperationContext),
            OperationCallbackUri = callbackUris.OfOperation(request.OperationCallbackUri),
            Repeat = repeat.Value,
        };
        var reply = await calls.ExecuteAsync<AcceptedReply>(leg, command);
        return new(new CancelAddParticipantResponse(reply.InvitationId ?? invitation, reply.OperationContext));
    }

    private static async Task<AcceptedAnswer<OperationAccepted>> Remove(
        Leg leg, Body<RemoveParticipantRequest> body, Repeat repeat, CallOperations calls, CallbackUris callbackUris)
    {
        var request = body.Value;
        var command = new RemoveParticipant(leg.Number, IdentifierReader.Read(request.ParticipantToRemove, "participantToRemove"))
        {
            OperationContext = Check.OperationContext(request.OperationContext),
            OperationCallbackUri = callbackUris.OfOperation(request.OperationCallbackUri),
            Repeat = repeat.Value,
        };
        var reply = await calls.ExecuteAsync<AcceptedReply>(leg, command);
        return new(new OperationAccepted(reply.OperationContext));
    }

    private static TimeSpan? InvitationTimeout(int? seconds) => seconds switch
    {
        null or 0 => null,
        > 0 and <= RequestLimits.MaxInvitationSeconds => TimeSpan.FromSeconds(seconds.Value),
        _ => throw RequestRefusedException.Invalid(
            "invitationTimeoutInSeconds", $"The value is {seconds}; it is 0 to {RequestLimits.MaxInvitationSeconds}."),
    };
}
