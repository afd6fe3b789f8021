namespace CallGrains.LoadTest.Measuring;

/// <summary>
/// Tells when a server under load has come to its speed. A fresh process runs code that is compiled better step by step; its
/// throughput rises for some seconds, and what is measured before says little.
/// </summary>
internal sealed class WarmUp
{
    // Noise from window to window is about this; less is no rise.
    private const double Rise = 1.03;

    private const int Compared = 3;

    private readonly List<double> _windows = [];

    /// <summary>Takes the throughput of one more window.</summary>
    /// <returns>Whether the last windows were no better than those before them.</returns>
    public bool IsSteadyAfter(double throughput)
    {
        _windows.Add(throughput);
        if (_windows.Count < 2 * Compared)
            return false;

        var last = _windows.TakeLast(Compared).Average();
        var before = _windows.SkipLast(Compared).TakeLast(Compared).Average();
        return last <= before * Rise;
    }
}
