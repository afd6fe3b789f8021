using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallGrains.Simulation.Exploration;

/// <summary>
/// One state of a scenario: the rows of all calls, every message ever sent, what happened from outside, and what the checks
/// must remember. Nothing else: every pump is made anew for every step, as after a crash.
/// </summary>
/// <param name="Rows">The stored bytes of each call.</param>
/// <param name="Messages">The numbers of the messages sent.</param>
/// <param name="Done">The steps that happened, as bits.</param>
/// <param name="Memory">What the checks remember: terminal events, goodbyes, hops, silent legs.</param>
internal sealed record Node(ImmutableArray<byte[]> Rows, UInt128 Messages, int Done, ImmutableSortedDictionary<string, int> Memory)
{
    public Node? Parent { get; init; }

    public string Step { get; init; } = "";

    /// <summary>What makes two states the same.</summary>
    public string Key()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in Rows)
        {
            hash.AppendData(BitConverter.GetBytes(row.Length));
            hash.AppendData(row);
        }

        var rest = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Messages}/{Done}");
        foreach (var (what, count) in Memory)
            rest.Append(CultureInfo.InvariantCulture, $"/{what}={count}");

        hash.AppendData(Encoding.UTF8.GetBytes(rest.ToString()));
        return Convert.ToBase64String(hash.GetHashAndReset());
    }

    /// <summary>How the state came about, a line a step.</summary>
    public string Trace()
    {
        var steps = new List<string>();
        for (var node = this; node.Parent is not null; node = node.Parent)
            steps.Add(node.Step);

        steps.Reverse();
        return string.Join(Environment.NewLine, steps);
    }
}
