using System.Data.Common;
using CallGrains.Gateway.Hosting;
using CallGrains.Grains.Hosting;
using CallGrains.Silo.Hosting;
using CallGrains.Silo.PostgreSql;
using Npgsql;

namespace CallGrains.Silo.Providers;

/// <summary>PostgreSQL 12 or newer, through the ADO.NET providers of Orleans. The schema is made by <c>migrate</c>.</summary>
/// <param name="connectionString">The connection string of the database.</param>
internal sealed class PostgreSqlProvider(string connectionString) : IClusterProvider
{
    private const string Invariant = "Npgsql";

    private readonly string _where = Where(connectionString);

    public void AddTo(ISiloBuilder silo)
    {
        silo.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = Invariant;
            clustering.ConnectionString = connectionString;
        });
        silo.UseAdoNetReminderService(reminders =>
        {
            reminders.Invariant = Invariant;
            reminders.ConnectionString = connectionString;
        });
        silo.AddAdoNetGrainStorage(GrainStores.Provider, storage => storage.Configure<Serializer>((options, serializer) =>
        {
            options.Invariant = Invariant;
            options.ConnectionString = connectionString;
            options.DeleteStateOnClear = true;
            StorageSerializer.Use(options, serializer);
        }));
    }

    public void AddTo(IClientBuilder client) => client.UseAdoNetClustering(clustering =>
    {
        clustering.Invariant = Invariant;
        clustering.ConnectionString = connectionString;
    });

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT 1 FROM orleansquery LIMIT 1", connection);
        _ = await command.ExecuteScalarAsync(cancellationToken);
    }

    public string? Explain(Exception fault) => StoreFault.Find<DbException>(fault) switch
    {
        null => null,
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } => $"The database at {_where} has no schema of CallGrains; run migrate first.",
        PostgresException refused => StoreFault.Line("PostgreSql", _where, refused.MessageText),
        { } unreached => StoreFault.Line("PostgreSql", _where, unreached.GetBaseException().Message),
    };

    public Task<string> MigrateAsync(CancellationToken cancellationToken) => new SchemaMigration(connectionString).RunAsync(cancellationToken);

    // Host, port and database; the rest is nobody's business.
    private static string Where(string connectionString)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString);
            return $"{parts.Host}:{parts.Port}/{parts.Database ?? parts.Username}";
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            // The message is left out: it may name a piece of the password.
            throw new ConfigurationFaultException(
                $"ConnectionStrings:{ClusterOptions.ConnectionName} is no connection string of PostgreSql, such as Host=…;Database=…;Username=…;Password=….", fault);
        }
    }
}
