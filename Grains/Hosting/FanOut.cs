namespace CallGrains.Grains.Hosting;

/// <summary>Asks many grains for one answer, a modest number at once: so many may have to be loaded for it.</summary>
internal static class FanOut
{
    /// <summary>How many are asked at once.</summary>
    public const int AtOnce = 64;

    /// <summary>Asks all.</summary>
    /// <returns>Their answers, in order.</returns>
    public static async Task<List<TAnswer>> AskAsync<T, TAnswer>(IEnumerable<T> all, Func<T, Task<TAnswer>> ask, CancellationToken cancellationToken)
    {
        List<TAnswer> answers = [];
        foreach (var group in all.Chunk(AtOnce))
            answers.AddRange(await Task.WhenAll(group.Select(ask)).WaitAsync(cancellationToken));
        return answers;
    }
}
