using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Hosting;

namespace CallGrains.Endpoints.Tests.Hosting;

/// <summary>A store that counts its writes, can fail, and can hold a write back.</summary>
internal sealed class FakeStore : IAttachmentStore, IBehaviorStore
{
    private readonly Lock _lock = new();

    public Dictionary<Guid, AttachmentRow> Rows { get; } = [];

    public Dictionary<string, EndpointBehavior> Behaviors { get; } = [];

    public int Writes { get; private set; }

    public bool Fails { get; set; }

    public bool FailsToRead { get; set; }

    public Task Gate { get; set; } = Task.CompletedTask;

    public AttachmentRow? Load(Guid participation) => Read(rows => [.. rows.Where(row => row.Participation == participation)]).SingleOrDefault();

    public IReadOnlyList<AttachmentRow> ListDue(DateTimeOffset now, int limit) =>
        Read(rows => [.. rows.Where(row => row.Due <= now).OrderBy(row => row.Due).Take(limit)]);

    public DateTimeOffset? NextDue() => Read(rows => [.. rows.Where(row => row.Due is not null)]).Min(row => row.Due);

    public IReadOnlyList<AttachmentRow> List(CommunicationIdentifier? endpoint, int limit) =>
        Read(rows => [.. rows.Where(row => endpoint is null || row.RawId == endpoint.RawId).OrderBy(row => row.Status).ThenBy(row => row.Since).Take(limit)]);

    /// <summary>How many writes came to the gate.</summary>
    public int Came { get; private set; }

    public async ValueTask SaveAsync(IReadOnlyList<AttachmentChange> changes, CancellationToken cancellationToken)
    {
        Came++;
        await Gate;
        lock (_lock)
        {
            if (Fails)
                throw new IOException("The disk is full.");

            Writes++;
            foreach (var change in changes)
            {
                if (change.Row is null)
                    _ = Rows.Remove(change.Participation);
                else
                    Rows[change.Participation] = change.Row;
            }
        }
    }

    public ValueTask<IReadOnlyDictionary<string, EndpointBehavior>> LoadBehaviorsAsync(CancellationToken cancellationToken) => new(Behaviors);

    public ValueTask SaveBehaviorAsync(string rawId, EndpointBehavior? behavior, CancellationToken cancellationToken)
    {
        if (Fails)
            throw new IOException("The disk is full.");
        if (behavior is null)
            _ = Behaviors.Remove(rawId);
        else
            Behaviors[rawId] = behavior;
        return ValueTask.CompletedTask;
    }

    private IReadOnlyList<AttachmentRow> Read(Func<IEnumerable<AttachmentRow>, IReadOnlyList<AttachmentRow>> read)
    {
        lock (_lock)
            return FailsToRead ? throw new IOException("The disk cannot be read.") : read(Rows.Values);
    }
}
