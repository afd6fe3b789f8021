using CallGrains.Grains.Hosting;
using CallGrains.Silo.PostgreSql;

namespace CallGrains.Silo.Providers;

/// <summary>PostgreSQL 12 or newer, through the ADO.NET providers of Orleans. The schema is made by <c>migrate</c>.</summary>
/// <param name="connectionString">The connection string of the database.</param>
internal sealed class PostgreSqlProvider(string connectionString) : IClusterProvider
{
    private const string Invariant = "Npgsql";

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

    public Task<string> MigrateAsync(CancellationToken cancellationToken) => new SchemaMigration(connectionString).RunAsync(cancellationToken);
}
