using CallGrains.Calls.Ids;

namespace CallGrains.Embedded.Store;

/// <summary>The table of the current calls of groups and rooms.</summary>
/// <param name="database">The database.</param>
internal sealed class GroupTable(Database database) : IGroupStore
{
    public CallKey? Find(GroupLocator locator) => database.Read(locator, static (session, locator) =>
        session.Prepare("SELECT call FROM groups WHERE kind = ?1 AND id = ?2")
            .First(static row => (CallKey?)CallKey.Read(row.GetBytes(0)), (int)locator.Kind, locator.Id));

    public async ValueTask SaveAsync(GroupLocator locator, CallKey call, CancellationToken cancellationToken) => await database.WriteAsync(
        session => session.Prepare("INSERT OR REPLACE INTO groups (kind, id, call) VALUES (?1, ?2, ?3)")
            .Execute((int)locator.Kind, locator.Id, call.ToBytes()),
        cancellationToken);
}
