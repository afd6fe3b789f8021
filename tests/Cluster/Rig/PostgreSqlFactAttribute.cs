namespace CallGrains.Cluster.Tests.Rig;

/// <summary>A test on a real PostgreSQL; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgreSqlFactAttribute : FactAttribute
{
    /// <param name="isLong">Whether it runs in the long form alone.</param>
    public PostgreSqlFactAttribute(bool isLong = false)
    {
        if (isLong && Environment.GetEnvironmentVariable("CALLGRAINS_LONG") != "1")
            Skip = "CALLGRAINS_LONG is not 1. It does not pass every time yet: docs/verification.md.";
        else if (!PostgreSqlServer.IsAvailable)
            Skip = "There is no PostgreSQL: CALLGRAINS_POSTGRES is not set, and none is installed in /usr/lib/postgresql.";
    }
}
