using CallGrains.Benchmarks.Model;
using CallGrains.Calls.Codec;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Calls.State;
using CallGrains.Embedded.Store;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.LoadTest.Comparing.Stored;

/// <summary>
/// A data folder full of connected calls of two that owe and await nothing: what a node has stored whose calls have long been
/// going on. Written by the classes that the node writes with; by requests it would take minutes.
/// </summary>
internal sealed class StoredCalls
{
    private const string ResourceId = "ca11c0de-0000-4000-8000-000000000000";

    private readonly CallIds _ids;

    private StoredCalls(CallIds ids, string folder, int count)
    {
        _ids = ids;
        Folder = folder;
        Count = count;
    }

    public string Folder { get; }

    public int Count { get; }

    /// <summary>The <c>callConnectionId</c> of a call, by its number.</summary>
    public Guid Connection(int number) => _ids.Connection(new(KeyOf(number), 1));

    /// <summary>Fills a folder.</summary>
    /// <param name="folder">Where; there is nothing yet.</param>
    /// <param name="count">How many calls.</param>
    /// <param name="progress">Told how many there are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<StoredCalls> FillAsync(string folder, int count, Action<int> progress, CancellationToken cancellationToken)
    {
        const int batch = 10_000;
        using var database = Database.OpenFolder(folder, NullLogger.Instance);
        var ids = new CallIds(await new MetaTable(database).SecretAsync(cancellationToken), ResourceId);
        var stored = new StoredCalls(ids, folder, count);
        var call = new BusyCall(2, ids);
        call.Flush();
        if (call.LastWrite is not { Owes: false, Due: null })
            throw new InvalidOperationException($"A call that is connected and told so still owes something, or awaits {call.LastWrite.Due}.");

        var pattern = CallStateCodec.Decode(call.Stored.Span);
        var calls = new CallTable(database);

        // In the order of their keys: an index that grows at its end is written far quicker than one that grows everywhere.
        var done = 0;
        foreach (var numbers in Enumerable.Range(0, count).OrderBy(number => stored.KeyOf(number).Value).Chunk(batch))
        {
            var writes = new List<CallWrite>(batch);
            var attached = new List<AttachmentChange>(batch);
            foreach (var number in numbers)
            {
                var state = stored.StateOf(number, pattern);
                writes.Add(new(state.Key, CallStateCodec.Encode(state), null, Owes: false));
                attached.Add(AttachmentOf(state));
            }

            var outcome = new StoreOutcome();
            calls.Write(writes, attached, outcome);
            await outcome.Done.WaitAsync(cancellationToken);
            progress(done += numbers.Length);
        }

        return stored;
    }

    private CallState StateOf(int number, CallState pattern)
    {
        var who = BusyCall.User(number);
        return pattern with
        {
            Key = KeyOf(number),
            Legs = [pattern.Legs[0] with { Targets = [who] }],
            Roster = [new(Guid.NewGuid(), pattern.Roster[0].Hop, who) { IsAnnounced = true }],
        };
    }

    private static AttachmentChange AttachmentOf(CallState state)
    {
        var person = state.Roster[0];
        return new(person.Participation, AttachmentCodec.ToRow(new()
        {
            Participation = person.Participation,
            Endpoint = person.Identifier,
            Call = state.Key,
            Status = AttachmentStatus.Attached,
            Since = state.CreatedAt,
            Hop = person.Hop,
            Ring = state.LastRing,
        }));
    }

    private CallKey KeyOf(int number) => _ids.KeyOfRandom(new Guid(number, 0, 0, new byte[8]));
}
