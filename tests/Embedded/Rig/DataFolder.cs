namespace CallGrains.Embedded.Tests.Rig;

/// <summary>A data folder of its own, removed at the end.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("callgrains-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
