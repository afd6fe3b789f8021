namespace CallGrains.Embedded.Store;

/// <summary>Keeps a data folder for one process. The system takes the lock back when the process ends, however it ends.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private const string FileName = "callgrains.lock";

    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Takes the folder, making it when there is none.</summary>
    /// <exception cref="IOException">Another process has it, or it cannot be made; the message says which.</exception>
    public static DataFolderLock Take(string folder)
    {
        try
        {
            _ = Directory.CreateDirectory(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The data folder {folder} cannot be made: {fault.Message}", fault);
        }

        var path = Path.Combine(folder, FileName);
        try
        {
            return new(new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException fault)
        {
            throw new IOException($"The data folder {folder} is in use by another process; stop that one, or give another folder.", fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException($"The data folder {folder} cannot be written: {fault.Message}", fault);
        }
    }

    public void Dispose() => _file.Dispose();
}
