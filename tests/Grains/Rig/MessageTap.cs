using System.Collections.Concurrent;

namespace CallGrains.Grains.Tests.Rig;

/// <summary>Sees what the grains of a cluster say to others; a test may lose it, hold it back or let it fail.</summary>
internal sealed class MessageTap : IOutgoingGrainCallFilter
{
    private readonly ConcurrentQueue<(string Method, GrainId To)> _said = new();

    /// <summary>Whether a one-way message by this method is lost; null when all arrive.</summary>
    public Func<string, bool>? Loses { get; set; }

    /// <summary>What is waited for before a message by this method is sent; null when nothing is.</summary>
    public Func<string, Task>? Before { get; set; }

    /// <summary>How often a grain was told something by this method, whether or not it arrived.</summary>
    public int Said(string method, GrainId to) => _said.Count(one => one.Method == method && one.To == to);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var method = context.MethodName;
        _said.Enqueue((method, context.TargetId));
        if (Loses?.Invoke(method) == true)
            return;

        if (Before?.Invoke(method) is { } before)
            await before;
        await context.Invoke();
    }
}
