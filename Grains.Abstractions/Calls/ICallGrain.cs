namespace CallGrains.Grains.Abstractions.Calls;

/// <summary>The one owner of one call. Its key is the call key as text.</summary>
/// <remarks>
/// Nobody awaits another call's work: what calls and endpoints say to each other is one way, may be lost, and is said again by
/// whoever owes it. So no circle of calls can wait for itself.
/// </remarks>
[Alias("callgrains.ICallGrain")]
public interface ICallGrain : IGrainWithStringKey
{
    /// <summary>Gives the call a command.</summary>
    /// <param name="command">A <c>CallCommand</c>.</param>
    /// <returns>A <c>CallReply</c>. What it reports survives the silo.</returns>
    /// <remarks>
    /// The time-out is longer than a command may wait for people held for a move, and short enough that a gateway can ask again
    /// while its own client still waits.
    /// </remarks>
    [Alias("Execute"), ResponseTimeout("00:00:10")]
    Task<Payload> ExecuteAsync(Payload command);

    /// <summary>Another call says something.</summary>
    /// <param name="message">A <c>CallMessage</c>.</param>
    [Alias("Tell"), OneWay]
    Task TellAsync(Payload message);

    /// <summary>An endpoint says something.</summary>
    /// <param name="signal">An <c>EndpointSignal</c>.</param>
    [Alias("Signal"), OneWay]
    Task SignalAsync(Payload signal);

    /// <summary>An event was delivered, or is a dead letter.</summary>
    /// <param name="leg">The leg of the event.</param>
    /// <param name="eventId">The event.</param>
    [Alias("Settle"), OneWay]
    Task SettleAsync(ushort leg, Guid eventId);

    /// <summary>Whether the call is going on; null when nobody knows it: it has not begun, or was forgotten.</summary>
    [Alias("IsGoingOn"), ResponseTimeout("00:00:10")]
    Task<bool?> IsGoingOnAsync();
}
