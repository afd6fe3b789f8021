namespace CallGrains.Embedded.Tests.Rig;

/// <summary>Waits on conditions.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until something holds; the time-out says what.</summary>
    public static Task HoldsAsync(Func<bool> condition, string what) => HoldsAsync(() => Task.FromResult(condition()), what);

    /// <summary>Waits until something holds; the time-out says what.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"Waited {Patience} in vain until {what}.");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <summary>Waits for a task; the time-out says what it waited for.</summary>
    public static async Task<T> Within<T>(this Task<T> task, string what)
    {
        await Within((Task)task, what);
        return await task;
    }

    /// <summary>Waits for a task; the time-out says what it waited for.</summary>
    public static async Task Within(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (TimeoutException fault)
        {
            throw new TimeoutException($"Waited {Patience} in vain for {what}.", fault);
        }
    }
}
