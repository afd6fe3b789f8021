namespace CallGrains.LoadTest.Profiles;

/// <summary>Many connected calls that do nothing. They are left behind, for the memory of the server to be looked at.</summary>
internal static class IdleCalls
{
    public static async Task RunAsync(LoadContext load, CancellationToken cancellationToken)
    {
        load.Begin();
        await SetUp.CallsAsync(load, "i", load.Options.Count, cancellationToken);
        load.End();
        load.Stats.Figures["calls set up each second"] = load.Options.Count / load.Stats.Elapsed.TotalSeconds;
    }
}
