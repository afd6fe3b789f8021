using CallGrains.Shared;

namespace CallGrains.Grains.Tests.Rig;

/// <summary>Time that goes on whenever what is tested waits for it.</summary>
internal static class WaitingTime
{
    public static async Task<T> RunAsync<T>(this ManualTimeProvider time, Task<T> work)
    {
        while (!work.IsCompleted)
        {
            await Eventually.HoldsAsync(() => work.IsCompleted || time.NextDue is not null, "an answer, or a pause");
            if (time.NextDue is { } due)
                time.Advance(due - time.GetUtcNow());
        }

        return await work;
    }
}
