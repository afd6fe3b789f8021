using CallGrains.Calls.Ids;

namespace CallGrains.Embedded.Store;

/// <summary>
/// The table of the calls of groups and rooms: a row for each call that was claimed for one, which goes with the call. The newest is
/// the current one.
/// </summary>
/// <param name="database">The database.</param>
internal sealed class GroupTable(Database database) : IGroupStore
{
    public CallKey? Find(GroupLocator locator) => database.Read(locator, static (session, locator) =>
        session.Prepare("SELECT call FROM group_calls WHERE kind = ?1 AND id = ?2 ORDER BY number DESC LIMIT 1")
            .First(static row => (CallKey?)CallKey.Read(row.GetBytes(0)), (int)locator.Kind, locator.Id));

    public IReadOnlyList<CallKey> ListEarlier(GroupLocator locator, int limit) => database.Read((locator, limit), static (session, page) =>
        session.Prepare("SELECT call FROM group_calls WHERE kind = ?1 AND id = ?2 ORDER BY number DESC LIMIT ?3 OFFSET 1")
            .Query(static row => CallKey.Read(row.GetBytes(0)), (int)page.locator.Kind, page.locator.Id, page.limit));

    public async ValueTask SaveAsync(GroupLocator locator, CallKey call, CancellationToken cancellationToken) => await database.WriteAsync(
        session =>
        {
            // Calls that were claimed and never started are in no other table, and so would stay here.
            _ = session.Prepare(
                    "DELETE FROM group_calls WHERE kind = ?1 AND id = ?2 AND (call = ?3 OR NOT EXISTS (SELECT 1 FROM calls WHERE calls.key = group_calls.call))")
                .Execute((int)locator.Kind, locator.Id, call.ToBytes());
            _ = session.Prepare("INSERT INTO group_calls (kind, id, call) VALUES (?1, ?2, ?3)").Execute((int)locator.Kind, locator.Id, call.ToBytes());
        },
        cancellationToken);

    public async ValueTask RemoveAsync(GroupLocator locator, CallKey call, CancellationToken cancellationToken) => await database.WriteAsync(
        session => session.Prepare(
                "DELETE FROM group_calls WHERE kind = ?1 AND id = ?2 AND call = ?3 AND NOT EXISTS (SELECT 1 FROM calls WHERE calls.key = ?3)")
            .Execute((int)locator.Kind, locator.Id, call.ToBytes()),
        cancellationToken);

    /// <summary>Removes what names a call that is forgotten, in the transaction of whoever writes.</summary>
    public static void Forget(Session session, byte[] call) => session.Prepare("DELETE FROM group_calls WHERE call = ?1").Execute(call);
}
