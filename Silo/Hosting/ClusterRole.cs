namespace CallGrains.Silo.Hosting;

/// <summary>What a process is in the cluster (<c>CallGrains:Role</c>).</summary>
public enum ClusterRole
{
    /// <summary>Holds calls and serves the REST surface.</summary>
    All,

    /// <summary>Holds calls.</summary>
    Silo,

    /// <summary>Serves the REST surface.</summary>
    Gateway,
}
