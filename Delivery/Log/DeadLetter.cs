namespace CallGrains.Delivery.Log;

/// <summary>What is kept of an event that was given up, so that it can be sent again after its call is gone.</summary>
/// <param name="EventId">The event; its record names the URI.</param>
/// <param name="Body">The whole body, the bytes of every try.</param>
/// <param name="TraceParent">The <c>traceparent</c> of the request that caused the event, when there was one.</param>
public sealed record DeadLetter(Guid EventId, ReadOnlyMemory<byte> Body, string? TraceParent);
