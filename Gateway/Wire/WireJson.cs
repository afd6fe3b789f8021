using System.Text.Json;
using System.Text.Json.Serialization;
using CallGrains.Gateway.Deliveries;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Simulator;

namespace CallGrains.Gateway.Wire;

/// <summary>The JSON of requests and answers, generated at compile time. Strict: unknown and doubled members are refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    Converters = [typeof(IdentifierConverter)])]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(CreateCallRequest))]
[JsonSerializable(typeof(AnswerCallRequest))]
[JsonSerializable(typeof(RedirectCallRequest))]
[JsonSerializable(typeof(RejectCallRequest))]
[JsonSerializable(typeof(ConnectRequest))]
[JsonSerializable(typeof(TransferToParticipantRequest))]
[JsonSerializable(typeof(AddParticipantRequest))]
[JsonSerializable(typeof(RemoveParticipantRequest))]
[JsonSerializable(typeof(CancelAddParticipantRequest))]
[JsonSerializable(typeof(MoveParticipantsRequest))]
[JsonSerializable(typeof(MuteParticipantsRequest))]
[JsonSerializable(typeof(HoldRequest))]
[JsonSerializable(typeof(UnholdRequest))]
[JsonSerializable(typeof(CallConnectionProperties))]
[JsonSerializable(typeof(CallParticipant))]
[JsonSerializable(typeof(GetParticipantsResponse))]
[JsonSerializable(typeof(AddParticipantResponse))]
[JsonSerializable(typeof(CancelAddParticipantResponse))]
[JsonSerializable(typeof(MoveParticipantsResponse))]
[JsonSerializable(typeof(OperationAccepted))]
[JsonSerializable(typeof(BehaviorRequest))]
[JsonSerializable(typeof(IncomingCallRequest))]
[JsonSerializable(typeof(StartCallRequest))]
[JsonSerializable(typeof(AdvanceClockRequest))]
[JsonSerializable(typeof(EventSubscriptionRequest))]
[JsonSerializable(typeof(EventSubscriptionResponse))]
[JsonSerializable(typeof(EventSubscriptionListResponse))]
[JsonSerializable(typeof(EndpointResponse))]
[JsonSerializable(typeof(EndpointListResponse))]
[JsonSerializable(typeof(AttachmentListResponse))]
[JsonSerializable(typeof(PlacedCallResponse))]
[JsonSerializable(typeof(ClockResponse))]
[JsonSerializable(typeof(DeliveryListResponse))]
[JsonSerializable(typeof(RedeliverAllResponse))]
// Bound handlers ask for it when the routes are made; without it the serializer would set up all it does by reflection.
[JsonSerializable(typeof(object))]
public sealed partial class WireJson : JsonSerializerContext;
