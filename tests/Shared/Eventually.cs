namespace CallGrains.Shared;

/// <summary>Waits on conditions; a wait that fails says what it waited for.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Waits until something holds.</summary>
    /// <param name="condition">What is to hold.</param>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="timeout">How long at most; 20 s when not given.</param>
    public static async Task HoldsAsync(Func<bool> condition, string what, TimeSpan? timeout = null)
    {
        var limit = timeout ?? DefaultTimeout;
        var began = TimeProvider.System.GetTimestamp();
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > limit)
                throw new TimeoutException($"Not within {limit.TotalSeconds} s: {what}");
            await look.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits for a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="timeout">How long at most; 20 s when not given.</param>
    public static async Task<T> ComesAsync<T>(Task<T> task, string what, TimeSpan? timeout = null)
    {
        var limit = timeout ?? DefaultTimeout;
        try
        {
            return await task.WaitAsync(limit);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"Not within {limit.TotalSeconds} s: {what}", late);
        }
    }
}
