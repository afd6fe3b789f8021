using CallGrains.Calls.Identifiers;

namespace CallGrains.Calls.Ids;

/// <summary>The ids of one call, made when first needed: each costs a MAC, and a busy call needs them with every event.</summary>
internal sealed class CallNames(CallKey key, CallIds ids)
{
    // Nearly every call has one leg, which is asked for again and again.
    private (ushort Leg, Guid Id) _connection;
    private string? _serverCall;
    private Guid? _correlation;

    public CommunicationIdentifier AppIdentity => ids.AppIdentity;

    public string ServerCall => _serverCall ??= ids.ServerCall(key);

    public Guid Correlation => _correlation ??= ids.Correlation(key);

    public Guid Connection(ushort leg)
    {
        if (_connection.Leg != leg || leg == 0)
            _connection = (leg, ids.Connection(new(key, leg)));

        return _connection.Id;
    }

    public string IncomingContext(uint ring) => ids.IncomingContext(new(key, ring));
}
