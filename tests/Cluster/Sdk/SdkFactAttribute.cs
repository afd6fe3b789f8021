using CallGrains.Cluster.Tests.Rig;

namespace CallGrains.Cluster.Tests.Sdk;

/// <summary>A test by the official client on a cluster over PostgreSQL; skipped where one of the two cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SdkFactAttribute : FactAttribute
{
    public SdkFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CALLGRAINS_LONG") != "1")
            Skip = "CALLGRAINS_LONG is not 1: the same suite runs against the single node as a suite of its own.";
        else if (!PostgreSqlServer.IsAvailable)
            Skip = "There is no PostgreSQL: CALLGRAINS_POSTGRES is not set, and none is installed in /usr/lib/postgresql.";
        else if (!Tool.HasNode)
            Skip = "There is no Node 20 with npm.";
    }
}
