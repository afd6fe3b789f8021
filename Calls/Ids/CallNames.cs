using CallGrains.Calls.Identifiers;

namespace CallGrains.Calls.Ids;

/// <summary>The ids of one call, made when first needed: each costs a MAC, and a busy call needs them with every event.</summary>
internal sealed class CallNames(CallKey key, CallIds ids)
{
    private readonly Dictionary<ushort, Guid> _connections = [];
    private string? _serverCall;
    private Guid? _correlation;

    public CommunicationIdentifier AppIdentity => ids.AppIdentity;

    public string ServerCall => _serverCall ??= ids.ServerCall(key);

    public Guid Correlation => _correlation ??= ids.Correlation(key);

    public Guid Connection(ushort leg)
    {
        if (!_connections.TryGetValue(leg, out var connection))
            _connections[leg] = connection = ids.Connection(new(key, leg));

        return connection;
    }

    public string IncomingContext(uint ring) => ids.IncomingContext(new(key, ring));
}
