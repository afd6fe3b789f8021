namespace CallGrains.Grains.Hosting;

/// <summary>The names of what the grains store. They are part of the stored data and never change.</summary>
public static class GrainStores
{
    /// <summary>The storage provider of all grains.</summary>
    public const string Provider = "callgrains";

    // The name of a state, not the type of its grain, is part of the key of its row in some stores: no two may be alike.
    internal const string Calls = "call";
    internal const string DeadLetters = "deadLetter";
    internal const string Endpoints = "endpoint";
    internal const string Groups = "group";
    internal const string Indexes = "index";
    internal const string Keys = "keys";
    internal const string Subscriptions = "subscriptions";
}
