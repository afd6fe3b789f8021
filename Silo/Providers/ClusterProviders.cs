using CallGrains.Gateway.Hosting;
using CallGrains.Silo.Hosting;

namespace CallGrains.Silo.Providers;

/// <summary>The providers this build has.</summary>
internal static class ClusterProviders
{
    private static readonly Dictionary<string, Func<ClusterOptions, IClusterProvider>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Development"] = static options => new DevelopmentProvider(options),
#if CALLGRAINS_AZURE
        ["AzureStorage"] = static options => new AzureStorageProvider(Connection(options)),
#endif
#if CALLGRAINS_POSTGRESQL
        ["PostgreSql"] = static options => new PostgreSqlProvider(Connection(options)),
#endif
    };

    /// <summary>The provider that is configured.</summary>
    /// <exception cref="ConfigurationFaultException">There is none of this name, or it lacks its connection string.</exception>
    public static IClusterProvider Choose(ClusterOptions options) => Known.TryGetValue(options.Provider, out var make)
        ? make(options)
        : throw new ConfigurationFaultException(
            $"{ClusterOptions.Section}:Provider is '{options.Provider}'; this build has {string.Join(", ", Known.Keys.Order())}.");

    private static string Connection(ClusterOptions options) => options.ConnectionString.Length > 0
        ? options.ConnectionString
        : throw new ConfigurationFaultException($"ConnectionStrings:{ClusterOptions.ConnectionName} is missing; {options.Provider} needs it.");
}
