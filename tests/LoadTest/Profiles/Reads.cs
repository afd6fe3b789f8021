namespace CallGrains.LoadTest.Profiles;

/// <summary>Reads of calls and rosters in turn, of calls of five.</summary>
internal static class Reads
{
    public static async Task RunAsync(LoadContext load, CancellationToken cancellationToken)
    {
        var calls = await SetUp.CallsAsync(load, "r", load.Options.Workers, cancellationToken);
        await Parallel.ForAsync(0, calls.Length, cancellationToken, async (i, token) =>
        {
            for (var person = 0; person < 3; person++)
                await load.Client.PostAsync($"/calling/callConnections/{calls[i]}/participants:add", Joining($"r{load.Run}{i}-{person}"), token);
        });

        await Pacing.ClosedAsync(
            load,
            (number, token) => load.ReadAsync(calls[number % calls.Length], number / calls.Length % 2 == 0 ? "" : "/participants", token),
            cancellationToken);
        await SetUp.EndAsync(load, calls, cancellationToken);
    }

    private static byte[] Joining(string person) => LoadContext.Bytes($$"""{"participantToAdd":{{LoadContext.UserJson(person)}}}""");
}
