using System.Collections.Concurrent;
using CallGrains.Endpoints.Clock;

namespace CallGrains.Grains.Tests.Rig;

/// <summary>Counts the work of grains, so that virtual time can wait until all is at rest.</summary>
internal static class TurnCounting
{
    // More than the awaits between storage, or another grain, and what a grain does next.
    private const int Hops = 16;

    /// <summary>Exits once what follows in the same activation has had its turn: it queues up behind it.</summary>
    public static void ExitAfterTurn(this ActivityGauge activity) => _ = ExitLaterAsync(activity);

    private static async Task ExitLaterAsync(ActivityGauge activity)
    {
        for (var hop = 0; hop < Hops; hop++)
            await Task.Yield();
        activity.Exit();
    }
}

/// <summary>Counts calls of grains on their way: one-way calls from sending to the end of their turn, others as long as somebody waits.</summary>
internal sealed class CallCounter(ActivityGauge activity) : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, int> _taken = new();

    /// <summary>How often grains were called by a method of this name.</summary>
    public int Taken(string method) => _taken.GetValueOrDefault(method);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (!IsOurs(context))
        {
            await context.Invoke();
            return;
        }

        activity.Enter();
        try
        {
            await context.Invoke();
        }
        finally
        {
            if (!IsOneWay(context))
                activity.ExitAfterTurn();
        }
    }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (IsOurs(context))
            _ = _taken.AddOrUpdate(context.InterfaceMethod.Name, 1, static (_, count) => count + 1);
        try
        {
            await context.Invoke();
        }
        finally
        {
            if (IsOurs(context) && IsOneWay(context))
                activity.ExitAfterTurn();
        }
    }

    private static bool IsOurs(IGrainCallContext context) =>
        context.InterfaceMethod?.DeclaringType?.Namespace?.StartsWith("CallGrains", StringComparison.Ordinal) == true;

    private static bool IsOneWay(IGrainCallContext context) => context.InterfaceMethod.IsDefined(typeof(OneWayAttribute), inherit: true);
}
