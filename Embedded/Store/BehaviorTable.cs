using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Hosting;

namespace CallGrains.Embedded.Store;

/// <summary>The table of the behaviours set by the API.</summary>
/// <param name="database">The database.</param>
internal sealed class BehaviorTable(Database database) : IBehaviorStore
{
    public ValueTask<IReadOnlyDictionary<string, EndpointBehavior>> LoadBehaviorsAsync(CancellationToken cancellationToken) =>
        new(database.Read(0, static (session, _) =>
            session.Prepare("SELECT endpoint, kind, after_ms, hang_up_after_ms FROM behaviors").Query(static row =>
            {
                var rawId = row.GetString(0);
                if (!EndpointBehavior.TryParseKind(row.GetString(1), out var kind))
                    throw new InvalidDataException($"The stored behaviour of {rawId} is not known to this program.");

                return KeyValuePair.Create(rawId, new EndpointBehavior
                {
                    Kind = kind,
                    AfterMs = row.GetInt32(2),
                    HangUpAfterMs = row.IsNull(3) ? null : row.GetInt32(3),
                });
            }).ToDictionary(StringComparer.Ordinal)));

    public async ValueTask SaveBehaviorAsync(string rawId, EndpointBehavior? behavior, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            session => behavior is null
                ? session.Prepare("DELETE FROM behaviors WHERE endpoint = ?1").Execute(rawId)
                : session.Prepare("INSERT OR REPLACE INTO behaviors (endpoint, kind, after_ms, hang_up_after_ms) VALUES (?1, ?2, ?3, ?4)")
                    .Execute(rawId, EndpointBehavior.NameOf(behavior.Kind), behavior.AfterMs, behavior.HangUpAfterMs),
            cancellationToken);
}
