using System.Diagnostics;
using Npgsql;

namespace CallGrains.Cluster.Tests.Rig;

/// <summary>A database of its own on the PostgreSQL that is given, or a server of its own where one is installed.</summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private const string Packages = "/usr/lib/postgresql";

    private readonly string? _folder;

    private PostgreSqlServer(string connectionString, string? folder)
    {
        ConnectionString = connectionString;
        _folder = folder;
    }

    public static bool IsAvailable => Given is not null || Binaries is not null;

    public string ConnectionString { get; }

    private static string? Given => Environment.GetEnvironmentVariable("CALLGRAINS_POSTGRES") is { Length: > 0 } given ? given : null;

    private static string? Binaries => Directory.Exists(Packages)
        ? Directory.GetDirectories(Packages).Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).LastOrDefault(Directory.Exists)
        : null;

    public static async Task<PostgreSqlServer> StartAsync()
    {
        if (Given is { } given)
            return new(await MakeDatabaseAsync(given), folder: null);

        // The server does not run as root, and its owner must be able to enter the folder.
        var folder = Directory.CreateTempSubdirectory("callgrains-pg-").FullName;
        await RunAsync("chmod", "777", folder);
        var data = Path.Combine(folder, "data");
        await RunAsOwnerAsync(Path.Combine(Binaries!, "initdb"), "-D", data, "-A", "trust", "-U", "callgrains", "--no-sync");
        var port = FreePorts.Next();
        await RunAsOwnerAsync(
            Path.Combine(Binaries!, "pg_ctl"), "-D", data, "-w", "-l", Path.Combine(folder, "log"),
            "-o", $"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=400", "start");
        return new($"Host=127.0.0.1;Port={port};Username=callgrains;Database=postgres", folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder is null)
            return;

        await RunAsOwnerAsync(Path.Combine(Binaries!, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-m", "immediate", "stop");
        await RunAsOwnerAsync("rm", "-rf", Path.Combine(_folder, "data"));
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<string> MakeDatabaseAsync(string server)
    {
        var name = $"callgrains_{Guid.NewGuid():N}";
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        _ = await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    private static Task RunAsOwnerAsync(string program, params string[] arguments) => Environment.UserName == "root"
        ? RunAsync("runuser", ["-u", "postgres", "--", program, .. arguments])
        : RunAsync(program, arguments);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Path.GetTempPath() })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
