namespace CallGrains.Grains.Hosting;

/// <summary>
/// What it means that a grain could not be reached. A silo that died, is starting, or is too busy shows itself as one of several
/// exceptions of the runtime; to whoever asked they all say the same: nobody knows, and another try may meet another silo.
/// </summary>
public static class Reach
{
    /// <summary>Whether a fault of a grain call passes.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="caller">Whether the caller gave up, which is no fault of the cluster.</param>
    /// <remarks>
    /// A request that expires before its grain is placed ends as a cancellation, although nobody cancelled it.
    /// </remarks>
    public static bool IsPassing(Exception fault, CancellationToken caller) =>
        fault is OrleansException or TimeoutException or IOException
        || (fault is OperationCanceledException && !caller.IsCancellationRequested);
}
