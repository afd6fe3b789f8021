namespace CallGrains.LoadTest.Limits;

/// <summary>What a server does at the least: the yardstick an engine is held against.</summary>
internal enum Limit
{
    /// <summary>Reads the same JSON and answers the same JSON.</summary>
    Http = 1,

    /// <summary>The same, and checks the signature.</summary>
    Signed = 2,

    /// <summary>The same, and posts as many callbacks as the operation causes.</summary>
    Callbacks = 3,
}
