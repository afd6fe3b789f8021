using CallGrains.Calls.FarSide;
using CallGrains.Calls.Ids;

namespace CallGrains.Calls.Pump;

/// <summary>A host that can store several calls in one atomic write, and lends them to a <see cref="JointTurn"/>.</summary>
public interface IJointHost
{
    /// <summary>Brings a call into the turn, or finds it there.</summary>
    /// <param name="call">The call.</param>
    /// <returns>
    /// Its pump, which nobody else uses until the turn is over; null when the call cannot take part now: it is in use, or has a
    /// write under way. Must not wait.
    /// </returns>
    CallPump? Enlist(CallKey call);

    /// <summary>Lets an endpoint take a notice, and store what comes of it with the calls.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="hear">Called with each signal of the endpoint to a call that is in the turn.</param>
    /// <returns>Whether the endpoint took it. Must not wait.</returns>
    bool TryNotify(EndpointNotice notice, Action<CallPump, EndpointSignal> hear);
}
