using System.Security.Cryptography;
using System.Text;

namespace CallGrains.Grains.Abstractions.Indexes;

/// <summary>The keys of the index grains. How many there are is part of what is stored and never changes.</summary>
public static class IndexKeys
{
    /// <summary>The number of grains of one index.</summary>
    public const int Shards = 32;

    /// <summary>Dead letters: the event id, and its leg and time.</summary>
    public const string DeadLetters = "deadLetters";

    /// <summary>Endpoints with a behaviour of their own: the raw id, and the behaviour.</summary>
    public const string Endpoints = "endpoints";

    /// <summary>The grain that holds an entry.</summary>
    /// <param name="index">The index.</param>
    /// <param name="id">What the entry is found by.</param>
    public static string Of(string index, string id) => At(index, SHA256.HashData(Encoding.UTF8.GetBytes(id))[0] % Shards);

    /// <summary>All grains of an index.</summary>
    /// <param name="index">The index.</param>
    public static IEnumerable<string> All(string index) => Enumerable.Range(0, Shards).Select(shard => At(index, shard));

    private static string At(string index, int shard) => $"{index}/{shard:00}";
}
