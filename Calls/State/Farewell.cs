using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;

namespace CallGrains.Calls.State;

/// <summary>An endpoint is still to be told that a participation, or one ringing of it, is over.</summary>
/// <param name="Participation">The participation.</param>
/// <param name="Endpoint">Whose endpoint.</param>
/// <param name="Reason">Why.</param>
/// <param name="Ring">When not 0, only this ringing is over.</param>
public sealed record Farewell(Guid Participation, CommunicationIdentifier Endpoint, ResultInformation Reason, uint Ring = 0);
