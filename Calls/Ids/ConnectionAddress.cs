namespace CallGrains.Calls.Ids;

/// <summary>What a <c>callConnectionId</c> says: the call and one leg of it.</summary>
/// <param name="Call">The call that owns the leg.</param>
/// <param name="Leg">The number of the leg in its call, from 1.</param>
public readonly record struct ConnectionAddress(CallKey Call, ushort Leg);
