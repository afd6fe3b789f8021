using Azure.Data.Tables;
using CallGrains.Grains.Hosting;

namespace CallGrains.Silo.Providers;

/// <summary>Azure Table Storage, or Azurite. Tables are made when they are first needed.</summary>
/// <param name="connectionString">The connection string of the storage account.</param>
internal sealed class AzureStorageProvider(string connectionString) : IClusterProvider
{
    public void AddTo(ISiloBuilder silo)
    {
        var tables = new TableServiceClient(connectionString);
        silo.UseAzureStorageClustering(clustering => clustering.TableServiceClient = tables);
        silo.UseAzureTableReminderService(reminders => reminders.TableServiceClient = tables);
        silo.AddAzureTableGrainStorage(GrainStores.Provider, storage => storage.Configure<Serializer>((options, serializer) =>
        {
            options.TableServiceClient = tables;
            options.DeleteStateOnClear = true;
            StorageSerializer.Use(options, serializer);
        }));
    }

    public void AddTo(IClientBuilder client) =>
        client.UseAzureStorageClustering(clustering => clustering.TableServiceClient = new TableServiceClient(connectionString));

    public Task<string> MigrateAsync(CancellationToken cancellationToken) =>
        Task.FromResult("Azure Storage makes its tables when they are first needed; there is nothing to prepare.");
}
