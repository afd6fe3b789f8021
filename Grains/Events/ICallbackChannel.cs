using CallGrains.Calls.Events;

namespace CallGrains.Grains.Events;

/// <summary>Takes the events of calls from their publishers; each is settled by <c>ICallGrain.SettleAsync</c> when it is over.</summary>
public interface ICallbackChannel
{
    /// <summary>Delivers an event. Ignored while the same event is under way.</summary>
    /// <param name="callback">The event.</param>
    Task DeliverAsync(CallbackEvent callback);

    /// <summary>Makes an event a dead letter without trying.</summary>
    /// <param name="callback">The event.</param>
    Task BuryAsync(CallbackEvent callback);
}
