using CallGrains.Shared;

namespace CallGrains.Cluster.Tests.Azurite;

/// <summary>
/// An Azurite of its own, empty, its table service alone: that is all the cluster uses, and one process that served blobs as well
/// stood still under load.
/// </summary>
internal sealed class AzuriteServer : IAsyncDisposable
{
    // Published, and the same everywhere.
    private const string Account = "devstoreaccount1";
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly Lazy<AzuriteSource> Found = new(Find);

    private readonly IAsyncDisposable? _owned;

    private AzuriteServer(string connectionString, IAsyncDisposable? owned)
    {
        ConnectionString = connectionString;
        _owned = owned;
    }

    public static AzuriteSource Source => Found.Value;

    public string ConnectionString { get; }

    private static string? Given => Environment.GetEnvironmentVariable("CALLGRAINS_AZURITE") is { Length: > 0 } given ? given : null;

    public static async Task<AzuriteServer> StartAsync()
    {
        switch (Source)
        {
            case AzuriteSource.Given:
                return new(Given!, owned: null);
#if CALLGRAINS_TESTCONTAINERS
            case AzuriteSource.Container:
                var container = await AzuriteContainer.StartAsync();
                return new(ConnectionStringOf(container.Table), container);
#endif
            case AzuriteSource.Package:
                var process = await AzuriteProcess.StartAsync();
                return new(ConnectionStringOf(process.Table), process);
            default:
                throw new InvalidOperationException("No Azurite can be had here.");
        }
    }

    public ValueTask DisposeAsync() => _owned?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string ConnectionStringOf(Uri table) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={AccountKey};TableEndpoint={new Uri(table, Account)};";

    private static AzuriteSource Find()
    {
        if (Given is not null)
            return AzuriteSource.Given;
#if CALLGRAINS_TESTCONTAINERS
        if (Tool.Answers("docker", "info"))
            return AzuriteSource.Container;
#endif
        return Tool.HasNode ? AzuriteSource.Package : AzuriteSource.None;
    }
}
