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
