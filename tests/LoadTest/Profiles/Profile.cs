using System.Diagnostics;

namespace CallGrains.LoadTest.Profiles;

/// <summary>The kinds of load, by name.</summary>
internal static class Profile
{
    public static IReadOnlyDictionary<string, Func<LoadContext, CancellationToken, Task>> All { get; } =
        new Dictionary<string, Func<LoadContext, CancellationToken, Task>>(StringComparer.OrdinalIgnoreCase)
        {
            ["steady"] = SteadyAsync,
            ["mix"] = MixAsync,
            ["read"] = ReadAsync,
            ["moves"] = MovesAsync,
            ["big"] = BigAsync,
            ["idle"] = IdleAsync,
            ["storm"] = StormAsync,
            ["webhooks"] = WebhooksAsync,
        };

    /// <summary>Calls created, joined by three, changed and hung up, at a fixed rate.</summary>
    public static Task SteadyAsync(LoadContext load, CancellationToken cancellationToken) =>
        Pacing.OpenAsync(load, (number, due, token) => ConverseAsync(load, number, due, token), cancellationToken);

    /// <summary>The same conversation, as many as the server can.</summary>
    public static Task MixAsync(LoadContext load, CancellationToken cancellationToken) =>
        Pacing.ClosedAsync(load, (number, token) => ConverseAsync(load, number, Stopwatch.GetTimestamp(), token), cancellationToken);

    /// <summary>Reads of calls and rosters.</summary>
    public static async Task ReadAsync(LoadContext load, CancellationToken cancellationToken)
    {
        var calls = await SetUpAsync(load, load.Options.Workers, cancellationToken);
        await Pacing.ClosedAsync(
            load,
            (number, token) => load.ReadAsync(calls[number % calls.Length], number % 2 == 0 ? "" : "/participants", token),
            cancellationToken);
    }

    /// <summary>People moved at random between calls; each worker has two calls and two wanderers of its own.</summary>
    public static async Task MovesAsync(LoadContext load, CancellationToken cancellationToken)
    {
        var pairs = new (string One, string Other)[load.Options.Workers];
        for (var i = 0; i < pairs.Length; i++)
        {
            pairs[i] = (
                await load.CreateAsync($"stay{i}a", Stopwatch.GetTimestamp(), cancellationToken),
                await load.CreateAsync($"stay{i}b", Stopwatch.GetTimestamp(), cancellationToken));
            await load.AddAsync(pairs[i].One, $"wander{i}", cancellationToken);
        }

        await Parallel.ForAsync(0, pairs.Length, new ParallelOptions { MaxDegreeOfParallelism = pairs.Length, CancellationToken = cancellationToken }, async (i, token) =>
        {
            var (from, to) = pairs[i];
            var end = Stopwatch.GetTimestamp() + (long)(load.Options.Duration.TotalSeconds * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < end)
            {
                await load.MoveAsync(to, from, $"wander{i}", token);
                (from, to) = (to, from);
            }
        });
    }

    /// <summary>How the cost of an add and a remove grows with the size of the call.</summary>
    public static async Task BigAsync(LoadContext load, CancellationToken cancellationToken)
    {
        foreach (var size in (int[])[2, 10, 100, load.Options.Count])
        {
            var call = await load.CreateAsync("big0", Stopwatch.GetTimestamp(), cancellationToken);
            for (var i = 1; i < size - 1; i++)
                await load.AddAsync(call, $"big{i}", cancellationToken);

            const int rounds = 100;
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < rounds; i++)
            {
                await load.AddAsync(call, "extra", cancellationToken);
                await load.RemoveAsync(call, "extra", cancellationToken);
            }

            load.Stats.Figures[$"ms per add and remove in a call of {size}"] = Stopwatch.GetElapsedTime(start).TotalMilliseconds / rounds;
            await load.TerminateAsync(call, cancellationToken);
        }
    }

    /// <summary>Many connected calls that do nothing.</summary>
    public static async Task IdleAsync(LoadContext load, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        await SetUpAsync(load, load.Options.Count, cancellationToken);
        load.Stats.Figures["calls set up each second"] = load.Options.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Creates in bursts, each sent three times at once with the same request id: they must make one call.</summary>
    public static Task StormAsync(LoadContext load, CancellationToken cancellationToken) =>
        Pacing.ClosedAsync(
            load,
            async (number, token) =>
            {
                var due = Stopwatch.GetTimestamp();
                var id = Guid.NewGuid();
                var body = LoadContext.Bytes($$"""{"targets":[{{LoadContext.UserJson($"storm{number}")}}],"callbackUri":"{{load.Sink.CallbackUri}}"}""");
                var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
                    load.MeasureAsync("create", due, () => load.Client.PostAsync("/calling/callConnections", body, token, id))));
                var connections = answers.Select(static answer => answer.Text("callConnectionId")).Distinct(StringComparer.Ordinal).ToList();
                if (connections.Count != 1)
                    load.Stats.Failed("storm", "a repeated create made another call");
                await load.Sink.WaitAsync(connections[0], "Microsoft.Communication.CallConnected", TimeSpan.FromSeconds(30));
                await load.TerminateAsync(connections[0], token);
            },
            cancellationToken);

    /// <summary>One call in ten has a webhook that stalls or fails; the others are measured.</summary>
    public static async Task WebhooksAsync(LoadContext load, CancellationToken cancellationToken)
    {
        var bad = load.Sink.CallbackUri.Replace("/callbacks", "/slow", StringComparison.Ordinal);
        for (var i = 0; i < Math.Max(1, load.Options.Workers / 10); i++)
            await load.CreateAsync($"bad{i}", Stopwatch.GetTimestamp(), cancellationToken, i % 2 == 0 ? bad : bad.Replace("slow", "failing", StringComparison.Ordinal));

        load.Sink.ResetLatency();
        await MixAsync(load, cancellationToken);
    }

    private static async Task<string[]> SetUpAsync(LoadContext load, int count, CancellationToken cancellationToken)
    {
        var calls = new string[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancellationToken }, async (i, token) =>
            calls[i] = await load.CreateConnectedAsync($"idle{i}", token));
        return calls;
    }

    private static async Task ConverseAsync(LoadContext load, int number, long due, CancellationToken cancellationToken)
    {
        var call = await load.CreateAsync($"a{number}", due, cancellationToken);
        for (var i = 0; i < 3; i++)
            await load.AddAsync(call, $"j{number}-{i}", cancellationToken);

        await load.ReadAsync(call, "/participants", cancellationToken);
        await load.RemoveAsync(call, $"j{number}-0", cancellationToken);
        await load.ReadAsync(call, "", cancellationToken);
        await load.TerminateAsync(call, cancellationToken);
    }
}
