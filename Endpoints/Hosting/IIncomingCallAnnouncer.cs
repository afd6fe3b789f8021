using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;

namespace CallGrains.Endpoints.Hosting;

/// <summary>Tells apps of incoming calls (<c>Microsoft.Communication.IncomingCall</c>). Implemented by the host on top of delivery.</summary>
public interface IIncomingCallAnnouncer
{
    /// <summary>Whether the prefix of an event subscription matches the endpoint: its calls are then announced to an app.</summary>
    /// <param name="endpoint">The endpoint.</param>
    bool HasSubscriber(CommunicationIdentifier endpoint);

    /// <summary>Announces an incoming call to every subscription whose prefix matches the endpoint.</summary>
    /// <param name="invite">The call, whom it is for and the context to answer it with.</param>
    /// <param name="cancellationToken">The ringing is over, or the host stops.</param>
    /// <returns>
    /// Done when the announcement needs no further care here: it arrived, was given up, or is kept by the one who announces.
    /// A fault, or the end of the process before this is done, leads to another announcement of the same call.
    /// </returns>
    Task AnnounceAsync(Invite invite, CancellationToken cancellationToken);
}
