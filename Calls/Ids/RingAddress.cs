namespace CallGrains.Calls.Ids;

/// <summary>What an <c>incomingCallContext</c> says: the call and one ringing of an endpoint by it.</summary>
/// <param name="Call">The call that rings.</param>
/// <param name="Ring">The number of the ringing in its call, from 1; a redirect begins another.</param>
public readonly record struct RingAddress(CallKey Call, uint Ring);
