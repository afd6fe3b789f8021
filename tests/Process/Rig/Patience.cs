namespace CallGrains.ProcessTests.Rig;

/// <summary>Waits on conditions, with a limit that suits a busy machine.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until the condition holds; fails by saying what was waited for.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> holds, TimeSpan? limit = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(started) > (limit ?? Limit))
                throw new TimeoutException($"Waited {(limit ?? Limit).TotalSeconds} s for {what}.");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <summary>Waits for a task; fails by saying what was waited for.</summary>
    public static async Task<T> ForAsync<T>(string what, Task<T> task, Func<string> seen)
    {
        try
        {
            return await task.WaitAsync(Limit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds} s for {what}; there was: {seen()}", e);
        }
    }
}
