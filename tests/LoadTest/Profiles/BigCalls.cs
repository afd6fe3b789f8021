using System.Diagnostics;

namespace CallGrains.LoadTest.Profiles;

/// <summary>How the cost of an add and a remove grows with the size of the call.</summary>
internal static class BigCalls
{
    private const int Rounds = 100;

    public static async Task RunAsync(LoadContext load, CancellationToken cancellationToken)
    {
        foreach (var size in (int[])[2, 10, 100, load.Options.Count])
        {
            var call = await load.CreateAsync($"b{load.Run}0", Stopwatch.GetTimestamp(), cancellationToken);

            // The app and who was called are two; the one who comes and goes makes the call as big as it says.
            for (var i = 1; i < size - 2; i++)
                await load.AddAsync(call, $"b{load.Run}{i}", cancellationToken);

            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Rounds; i++)
            {
                await load.AddAsync(call, "extra", cancellationToken);
                await load.RemoveAsync(call, "extra", cancellationToken);
            }

            load.Stats.Figures[$"ms per add and remove in a call of {size}"] = Stopwatch.GetElapsedTime(start).TotalMilliseconds / Rounds;
            await load.TerminateAsync(call, cancellationToken);
        }
    }
}
