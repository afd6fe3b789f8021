namespace CallGrains.LoadTest.Comparing.Payloads;

/// <summary>How large one kind of message was.</summary>
/// <param name="What">The operation, or the type of the event.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Head">Bytes of headers, on average.</param>
/// <param name="Body">Bytes of the body, on average.</param>
internal sealed record WireSizes(string What, int Count, double Head, double Body)
{
    private const double Tolerated = 0.10;

    /// <summary>What differs so much that one of two would have more to carry; null when nothing does.</summary>
    public string? DifferenceFrom(WireSizes? other)
    {
        if (other is null || other.Count != Count)
            return $"{What}: {Count} against {other?.Count ?? 0}";

        // Where a body is tiny, a few bytes are a large share of it and nothing in the whole.
        return Differs(Head + Body, other.Head + other.Body) || (Body > 100 && Differs(Body, other.Body))
            ? $"{What}: {Head:N0} + {Body:N0} bytes against {other.Head:N0} + {other.Body:N0}"
            : null;
    }

    private static bool Differs(double one, double other) => Math.Abs(one - other) > Tolerated * Math.Max(one, other);
}
