using System.Reflection;

namespace CallGrains.Cluster.Tests.Azurite;

/// <summary>A test on Azurite; skipped where none can be had, or where the build has no Azure provider.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AzuriteFactAttribute : FactAttribute
{
    public AzuriteFactAttribute()
    {
        var hasProvider = typeof(AzuriteFactAttribute).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static metadata => metadata.Key == "Azure").Value == "true";
        if (!hasProvider)
            Skip = "This build has no Azure provider.";
        else if (AzuriteServer.Source == AzuriteSource.None)
            Skip = "There is no Azurite: CALLGRAINS_AZURITE is not set, no container engine answers, and there is no Node 20 with npm.";
    }
}
