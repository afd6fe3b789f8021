namespace CallGrains.Gateway.Versions;

/// <summary>The values of <c>api-version</c> that are accepted.</summary>
/// <remarks>
/// The first stable version, 2023-03-06, is not among them: its list of participants is called <c>values</c>. All later stable
/// ones use a subset of the shapes of the newest.
/// </remarks>
public static class ApiVersions
{
    /// <summary>The newest, whose shapes are served.</summary>
    public const string Newest = "2026-03-12";

    /// <summary>All that are accepted, oldest first.</summary>
    public static IReadOnlyList<string> Supported { get; } =
        ["2023-10-15", "2024-04-15", "2024-09-15", "2025-05-15", "2025-06-15", Newest];
}

/// <summary>Marks an endpoint whose requests carry <c>api-version</c>.</summary>
internal sealed record NeedsApiVersion;
