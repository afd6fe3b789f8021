using CallGrains.Embedded.Store;
using CallGrains.Embedded.Tests.Rig;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Embedded.Tests.Store;

/// <summary>What a folder must be to be opened, and how it is kept.</summary>
public sealed class DatabaseOpeningTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OpenFolder_InUse_SaysSo()
    {
        using var database = Open();

        Should.Throw<IOException>(Open).Message.ShouldContain("in use by another process");
    }

    [Fact]
    public void OpenFolder_NewerSchema_SaysSoAndGivesTheFolderBack()
    {
        using (var database = Open())
            _ = database.Read(0, static (session, _) => session.Prepare("SELECT 1").First(static row => row.GetInt64(0)));
        SetVersion(Schema.Current + 1);

        Should.Throw<InvalidDataException>(Open).Message.ShouldContain($"schema version {Schema.Current + 1}");

        SetVersion(Schema.Current);
        Open().Dispose();
    }

    [Fact]
    public void OpenFolder_FirstSchema_KeepsTheGroupsOfCallsThatAreThere()
    {
        MakeFirstVersion("""
            INSERT INTO calls (key, state, owes) VALUES (x'00000000000000000000000000000001', x'01', 0);
            INSERT INTO groups (kind, id, call) VALUES (0, 'kept', x'00000000000000000000000000000001'), (0, 'old', x'00000000000000000000000000000002');
            """);

        using var database = Open();

        database.Read(0, static (session, _) => session.Prepare("SELECT id FROM group_calls").Query(static row => row.GetString(0))).ShouldBe(["kept"]);
    }

    [Fact]
    public void OpenFolder_NotADatabase_SaysSo()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "callgrains.db"), "This is no database, but it is long enough to be looked at as one.");

        Should.Throw<InvalidDataException>(Open).Message.ShouldContain("cannot be opened");
    }

    [Fact]
    public void OpenFolder_NotAFolder_SaysSo()
    {
        var file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");

        Should.Throw<IOException>(() => Database.OpenFolder(Path.Combine(file, "sub"), NullLogger.Instance)).Message.ShouldContain("cannot be made");
    }

    [Fact]
    public async Task OpenFolder_Files_AreForTheOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
            return;

        using var database = Open();
        _ = await database.WriteAsync(
            static session => session.Prepare("INSERT INTO group_calls (kind, id, call) VALUES (1, 'one', x'00')").Execute(), CancellationToken.None);

        var files = Directory.GetFiles(_folder.Path, "callgrains.db*");
        files.Length.ShouldBeGreaterThan(1);
        foreach (var file in files)
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task OpenFolder_Durability_IsFullWithAWriteAheadLog()
    {
        using var database = Open();
        var (journal, synchronous) = await database.WriteAsync(
            static session => (session.Prepare("PRAGMA journal_mode").First(static row => row.GetString(0)), session.Prepare("PRAGMA synchronous").First(static row => row.GetInt64(0))),
            CancellationToken.None);

        (journal, synchronous).ShouldBe(("wal", 2L));
    }

    [Fact]
    public async Task OpenFolder_FirstSchema_KeepsItsSubscriptions()
    {
        MakeFirstVersion("INSERT INTO subscriptions VALUES ('desk', 'https://app.example/events', 2, '4:+1', '', 1, NULL, NULL);");

        using var database = Open();

        var kept = (await new SubscriptionTable(database).LoadAsync(default)).All.ShouldHaveSingleItem();
        (kept.Name, kept.IsValidated, kept.Waiting).ShouldBe(("desk", true, null));
    }

    private Database Open() => Database.OpenFolder(_folder.Path, NullLogger.Instance);

    private void MakeFirstVersion(string content) => Execute($"{Schema.Version(1)}\n{content}\nPRAGMA user_version = 1");

    private void SetVersion(int version) => Execute($"PRAGMA user_version = {version}");

    private void Execute(string text)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "callgrains.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        _ = command.ExecuteNonQuery();
    }
}
