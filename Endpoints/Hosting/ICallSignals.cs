using CallGrains.Calls.FarSide;
using CallGrains.Calls.Ids;

namespace CallGrains.Endpoints.Hosting;

/// <summary>How endpoints reach calls. Implemented by the host.</summary>
public interface ICallSignals
{
    /// <summary>Hands a signal to a call. Never waits; a signal that is lost is sent again.</summary>
    /// <param name="call">The call.</param>
    /// <param name="signal">The signal.</param>
    void Signal(CallKey call, EndpointSignal signal);
}
