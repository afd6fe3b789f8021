using CallGrains.Cluster.Tests.Rig;
using CallGrains.Shared;

namespace CallGrains.Cluster.Tests.Sdk;

/// <summary>A test by the official client on a cluster over PostgreSQL; skipped where one of the two cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SdkFactAttribute : FactAttribute
{
    public SdkFactAttribute()
    {
        if (!PostgreSqlServer.IsAvailable)
            Skip = "There is no PostgreSQL: CALLGRAINS_POSTGRES is not set, and none is installed in /usr/lib/postgresql.";
        else if (SdkSuite.Obstacle is { } obstacle)
            Skip = obstacle;
    }
}
