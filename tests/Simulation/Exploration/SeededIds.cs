using System.Security.Cryptography;
using System.Text;
using CallGrains.Calls.Ids;

namespace CallGrains.Simulation.Exploration;

/// <summary>Ids that depend only on what they are drawn for, so that different ways to one state meet in it.</summary>
internal sealed class SeededIds : IIdSource
{
    private string _purpose = "";
    private int _count;

    public void DrawFor(string purpose) => (_purpose, _count) = (purpose, 0);

    public Guid Next() => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{_purpose}/{_count++}")).AsSpan(0, 16));
}
