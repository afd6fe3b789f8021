namespace CallGrains.Embedded.Hosting;

/// <summary>Where state is kept.</summary>
public enum StoreKind : byte
{
    /// <summary>In a SQLite database in the data folder.</summary>
    Sqlite,

    /// <summary>In memory, for throw-away runs.</summary>
    Memory,
}
