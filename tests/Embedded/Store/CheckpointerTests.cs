using CallGrains.Embedded.Store;
using CallGrains.Embedded.Tests.Rig;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Embedded.Tests.Store;

public sealed class CheckpointerTests : IDisposable
{
    private const int PageSize = 4096;
    private const int PagesOfAWrite = 200;

    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Wrote_ManyPages_AreBroughtIntoTheFileBesideTheWriter()
    {
        using var database = Open();

        // Too few for the writer to do it.
        await WriteAsync(database, pages: Checkpointer.Every + PagesOfAWrite);

        await Eventually.HoldsAsync(
            () => SizeOf("callgrains.db") > Checkpointer.Every / 2 * PageSize, "what is in the log is in the file as well");
    }

    [Fact]
    public async Task Wrote_FewPages_NothingIsDone()
    {
        using var database = Open();

        for (var i = 0; i < 20; i++)
            await WriteAsync(database, pages: PagesOfAWrite / 20);

        database.Checkpoints.ShouldBe(0);
    }

    [Fact]
    public async Task Write_LogIsLong_BeginsAnew()
    {
        using var database = Open();

        await WriteAsync(database, pages: 3 * Checkpointer.LongestLog);

        SizeOf("callgrains.db-wal").ShouldBeLessThan(2L * Checkpointer.LongestLog * PageSize);
    }

    [Fact]
    public async Task Dispose_AfterCheckpoints_AllIsThereAgain()
    {
        using (var database = Open())
            await WriteAsync(database, pages: Checkpointer.Every + PagesOfAWrite);

        using var again = Open();
        again.Read(0, static (session, _) => session.Prepare("SELECT count(*) FROM meta WHERE name LIKE 'test %'").First(static row => row.GetInt64(0)))
            .ShouldBe((Checkpointer.Every + PagesOfAWrite) / PagesOfAWrite);
    }

    private static async Task WriteAsync(Database database, int pages)
    {
        for (var i = 0; i < Math.Max(1, pages / PagesOfAWrite); i++)
        {
            var value = new byte[Math.Min(pages, PagesOfAWrite) * PageSize];
            await database.WriteAsync(
                session => session.Prepare("INSERT INTO meta (name, value) VALUES (?1, ?2)").Execute($"test {Guid.NewGuid()}", value), CancellationToken.None);
        }
    }

    private long SizeOf(string file) => new FileInfo(Path.Combine(_folder.Path, file)).Length;

    private Database Open() => Database.OpenFolder(_folder.Path, NullLogger.Instance);
}
