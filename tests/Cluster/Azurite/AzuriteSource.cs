namespace CallGrains.Cluster.Tests.Azurite;

/// <summary>Where Azurite comes from, the first that can be had.</summary>
internal enum AzuriteSource
{
    /// <summary>It cannot be had.</summary>
    None,

    /// <summary>CALLGRAINS_AZURITE is its connection string.</summary>
    Given,

    /// <summary>A container, since an engine answers.</summary>
    Container,

    /// <summary>The package of npm, since Node and npm are there.</summary>
    Package,
}
