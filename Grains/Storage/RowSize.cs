namespace CallGrains.Grains.Storage;

/// <summary>How much one grain may store. The narrowest store decides: a row that it does not take could never be written again.</summary>
internal static class RowSize
{
    /// <summary>What Orleans puts into one row of an Azure table: 15 properties of 64 KiB, in a row of at most 1 MiB.</summary>
    public const int Most = 15 * 64 * 1024;

    /// <summary>Room beside the parts of a row: the names and lengths of its fields, a behaviour.</summary>
    public const int Frame = 1_024;
}
