namespace CallGrains.Silo.Providers;

/// <summary>A store that cannot be used ends the process with one line, not with the trace of whoever needed it first.</summary>
internal static class StoreFault
{
    /// <summary>Does what needs the store.</summary>
    /// <exception cref="IOException">The store cannot be used; the message is one line and has no secrets.</exception>
    public static async Task<T> ToldAsync<T>(IClusterProvider provider, Func<Task<T>> use)
    {
        try
        {
            return await use();
        }
        catch (Exception fault) when (provider.Explain(fault) is { } line)
        {
            throw new IOException(line, fault);
        }
    }

    /// <summary>Does what needs the store.</summary>
    /// <exception cref="IOException">The store cannot be used; the message is one line and has no secrets.</exception>
    public static Task ToldAsync(IClusterProvider provider, Func<Task> use) => ToldAsync(provider, async () =>
    {
        await use();
        return true;
    });

    /// <summary>The first fault of a kind among a fault and its causes.</summary>
    public static T? Find<T>(Exception fault)
        where T : Exception => fault switch
        {
            T found => found,
            AggregateException several => several.InnerExceptions.Select(Find<T>).FirstOrDefault(static one => one is not null),
            { InnerException: { } cause } => Find<T>(cause),
            _ => null,
        };

    /// <summary>The line for the operator.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="where">The store, without secrets.</param>
    /// <param name="why">What it said, or why it did not answer.</param>
    public static string Line(string provider, string where, string why) =>
        $"The store of the cluster ({provider} at {where}) cannot be used: {why.Split('\n')[0].Trim().TrimEnd('.')}. "
        + $"Check that it runs and can be reached from here, and ConnectionStrings:{Hosting.ClusterOptions.ConnectionName}.";
}
