using System.Reflection;

namespace CallGrains.Cluster.Tests.Rig;

/// <summary>A test on a real PostgreSQL; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgreSqlFactAttribute : FactAttribute
{
    public PostgreSqlFactAttribute()
    {
        if (!PostgreSqlServer.IsAvailable)
            Skip = "There is no PostgreSQL: CALLGRAINS_POSTGRES is not set, and none is installed in /usr/lib/postgresql.";
    }
}

/// <summary>A test on Azurite; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AzuriteFactAttribute : FactAttribute
{
    /// <summary>The connection string of a running Azurite (tables).</summary>
    public static string? ConnectionString => Environment.GetEnvironmentVariable("CALLGRAINS_AZURITE");

    public AzuriteFactAttribute()
    {
        var hasProvider = typeof(AzuriteFactAttribute).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static metadata => metadata.Key == "Azure").Value == "true";
        if (!hasProvider)
            Skip = "This build has no Azure provider.";
        else if (string.IsNullOrEmpty(ConnectionString))
            Skip = "CALLGRAINS_AZURITE is not set; it is the connection string of a running Azurite.";
    }
}
