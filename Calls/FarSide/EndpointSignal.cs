using CallGrains.Calls.Events;

namespace CallGrains.Calls.FarSide;

/// <summary>What an endpoint tells a call about one participation. May come twice and late.</summary>
/// <param name="Participation">The participation.</param>
public abstract record EndpointSignal(Guid Participation);

/// <summary>The endpoint rings, or an app has been told of the call.</summary>
/// <param name="Participation">The participation.</param>
/// <param name="Ring">The ringing meant.</param>
public sealed record InviteReceived(Guid Participation, uint Ring) : EndpointSignal(Participation);

/// <summary>The endpoint picked up.</summary>
/// <param name="Participation">The participation.</param>
/// <param name="Ring">The ringing meant.</param>
public sealed record Answered(Guid Participation, uint Ring) : EndpointSignal(Participation);

/// <summary>The endpoint will not pick up.</summary>
/// <param name="Participation">The participation.</param>
/// <param name="Ring">The ringing meant.</param>
/// <param name="Reason">Why: 603/0 declined, 486 busy, 403 forbidden, 480 unreachable.</param>
public sealed record Declined(Guid Participation, uint Ring, ResultInformation Reason) : EndpointSignal(Participation);

/// <summary>The endpoint knows that it is in this call at this hop.</summary>
/// <param name="Participation">The participation.</param>
/// <param name="Hop">The hop.</param>
public sealed record AttachedReceived(Guid Participation, int Hop) : EndpointSignal(Participation);

/// <summary>The endpoint hung up; repeated to the call it was last attached to until <see cref="Bye"/> comes.</summary>
/// <param name="Participation">The participation.</param>
public sealed record Left(Guid Participation) : EndpointSignal(Participation);

/// <summary>The endpoint knows that the participation, or one ringing of it, is over.</summary>
/// <param name="Participation">The participation.</param>
/// <param name="Ring">The ringing that <see cref="Bye.Ring"/> named, or null.</param>
public sealed record ByeReceived(Guid Participation, uint? Ring = null) : EndpointSignal(Participation);
