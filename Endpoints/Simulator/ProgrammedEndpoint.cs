using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Behaviors;

namespace CallGrains.Endpoints.Simulator;

/// <summary>An endpoint with a behaviour of its own.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Behavior">Its behaviour.</param>
/// <param name="IsPreset">Whether the behaviour comes from configuration and was not set since.</param>
public sealed record ProgrammedEndpoint(CommunicationIdentifier Endpoint, EndpointBehavior Behavior, bool IsPreset);
