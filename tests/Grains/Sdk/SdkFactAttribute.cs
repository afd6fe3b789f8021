using CallGrains.Shared;

namespace CallGrains.Grains.Tests.Sdk;

/// <summary>A test by the official client; skipped where it cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SdkFactAttribute : FactAttribute
{
    public SdkFactAttribute() => Skip = SdkSuite.Obstacle;
}
