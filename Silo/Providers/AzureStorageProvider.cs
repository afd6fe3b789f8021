using Azure;
using Azure.Data.Tables;
using CallGrains.Gateway.Hosting;
using CallGrains.Grains.Hosting;
using CallGrains.Silo.Hosting;

namespace CallGrains.Silo.Providers;

/// <summary>Azure Table Storage, or Azurite. Tables are made when they are first needed.</summary>
/// <param name="connectionString">The connection string of the storage account.</param>
internal sealed class AzureStorageProvider(string connectionString) : IClusterProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // Everything else a narrow signature may be refused for is found out where it matters.
    private static readonly string[] Refusals = ["AuthenticationFailed", "AuthorizationFailure", "AccountIsDisabled", "InvalidAuthenticationInfo"];

    private readonly TableServiceClient _tables = Connect(connectionString, new());

    public void AddTo(ISiloBuilder silo)
    {
        var tables = _tables;
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
        client.UseAzureStorageClustering(clustering => clustering.TableServiceClient = _tables);

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var tables = Connect(connectionString, new() { Retry = { MaxRetries = 1, NetworkTimeout = Patience } });
        try
        {
            await foreach (var _ in tables.QueryAsync(maxPerPage: 1, cancellationToken: cancellationToken))
                break;
        }
        catch (RequestFailedException answer) when (answer.Status != 0 && !Refusals.Contains(answer.ErrorCode))
        {
            // It answers; a signature that may not list tables may well use those it is for.
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RequestFailedException(0, $"It did not answer within {Patience.TotalSeconds} s", fault);
        }
    }

    public string? Explain(Exception fault) => StoreFault.Find<RequestFailedException>(fault) is { } ofStore
        ? StoreFault.Line("AzureStorage", _tables.Uri.GetLeftPart(UriPartial.Path), ofStore.Status == 0 ? ofStore.GetBaseException().Message : ofStore.Message)
        : null;

    public Task<string> MigrateAsync(CancellationToken cancellationToken) =>
        Task.FromResult("Azure Storage makes its tables when they are first needed; there is nothing to prepare.");

    private static TableServiceClient Connect(string connectionString, TableClientOptions options)
    {
        try
        {
            return new(connectionString, options);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or InvalidOperationException)
        {
            // The message is left out: nobody promises that it names no piece of the key.
            throw new ConfigurationFaultException($"ConnectionStrings:{ClusterOptions.ConnectionName} is no connection string of a storage account.", fault);
        }
    }
}
