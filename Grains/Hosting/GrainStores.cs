namespace CallGrains.Grains.Hosting;

/// <summary>The names of what the grains store. They are part of the stored data and never change.</summary>
public static class GrainStores
{
    /// <summary>The storage provider of all grains.</summary>
    public const string Provider = "callgrains";

    internal const string State = "state";
}
