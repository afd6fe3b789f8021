using System.Buffers.Binary;
using System.Security.Cryptography;
using CallGrains.Calls.Ids;

namespace CallGrains.Embedded.Store;

/// <summary>The table of single values.</summary>
/// <param name="database">The database.</param>
internal sealed class MetaTable(Database database)
{
    private const string Secret = "secret";
    private const string Clock = "clock";
    private const string Health = "health";

    /// <summary>The secret under which ids are made: generated on first use, then kept for as long as the data.</summary>
    public async ValueTask<byte[]> SecretAsync(CancellationToken cancellationToken)
    {
        if (Find(Secret) is { } known)
            return known;

        var secret = RandomNumberGenerator.GetBytes(CallIds.MinSecretSize * 2);
        await SaveAsync(Secret, secret, cancellationToken);
        return secret;
    }

    /// <summary>Where the virtual clock stood last; null when there was none.</summary>
    public DateTimeOffset? FindClock() => Find(Clock) is { } ticks ? new(BinaryPrimitives.ReadInt64BigEndian(ticks), TimeSpan.Zero) : null;

    /// <summary>Stores where the virtual clock stands.</summary>
    public ValueTask SaveClockAsync(DateTimeOffset now, CancellationToken cancellationToken) => SaveAsync(Clock, ToBytes(now), cancellationToken);

    /// <summary>Writes something, to see whether the store can be written.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    public ValueTask ProbeAsync(DateTimeOffset now, CancellationToken cancellationToken) => SaveAsync(Health, ToBytes(now), cancellationToken);

    private static byte[] ToBytes(DateTimeOffset time)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time.UtcTicks);
        return bytes;
    }

    private byte[]? Find(string name) => database.Read(name, static (session, name) =>
        session.Prepare("SELECT value FROM meta WHERE name = ?1").First(static row => row.GetBytes(0), name));

    private ValueTask SaveAsync(string name, byte[] value, CancellationToken cancellationToken) => database.WriteAsync(
        session => { _ = session.Prepare("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)").Execute(name, value); },
        cancellationToken);
}
