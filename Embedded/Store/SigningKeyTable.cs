using CallGrains.Delivery.Signing;

namespace CallGrains.Embedded.Store;

/// <summary>The table of the keys that sign callbacks.</summary>
/// <param name="database">The database.</param>
internal sealed class SigningKeyTable(Database database) : ISigningKeyStore
{
    public ValueTask<IReadOnlyList<StoredSigningKey>> LoadAsync(CancellationToken cancellationToken) =>
        new(database.Read(0, static (session, _) => session
            .Prepare("SELECT id, active_from, pkcs8 FROM signing_keys ORDER BY number")
            .Query(static row => new StoredSigningKey(
                row.GetString(0), new(row.GetInt64(1), TimeSpan.Zero), row.GetBytes(2)))));

    public ValueTask<bool> TryAddAsync(StoredSigningKey key, string? newest, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
            {
                var present = session.Prepare("SELECT id FROM signing_keys ORDER BY number DESC LIMIT 1").First(static row => row.GetString(0));
                if (present != newest)
                    return false;

                _ = session.Prepare("INSERT INTO signing_keys (id, active_from, pkcs8) VALUES (?1, ?2, ?3)")
                    .Execute(key.KeyId, key.ActiveFrom.UtcTicks, key.Pkcs8.ToArray());
                return true;
            },
            cancellationToken);

    public async ValueTask RemoveAsync(string keyId, CancellationToken cancellationToken) => await database.WriteAsync(
        session => session.Prepare("DELETE FROM signing_keys WHERE id = ?1").Execute(keyId), cancellationToken);
}
