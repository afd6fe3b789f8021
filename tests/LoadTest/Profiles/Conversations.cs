using System.Diagnostics;

namespace CallGrains.LoadTest.Profiles;

/// <summary>Calls created, joined by three, changed and hung up.</summary>
internal static class Conversations
{
    /// <summary>At a fixed rate.</summary>
    public static Task SteadyAsync(LoadContext load, CancellationToken cancellationToken) =>
        Pacing.OpenAsync(load, (number, due, token) => ConverseAsync(load, number, due, withReads: true, token), cancellationToken);

    /// <summary>As many as the server can.</summary>
    public static Task MixAsync(LoadContext load, CancellationToken cancellationToken) =>
        Pacing.ClosedAsync(load, (number, token) => ConverseAsync(load, number, Stopwatch.GetTimestamp(), withReads: true, token), cancellationToken);

    /// <summary>As many as the server can, without reads.</summary>
    public static Task ChangesAsync(LoadContext load, CancellationToken cancellationToken) =>
        Pacing.ClosedAsync(load, (number, token) => ConverseAsync(load, number, Stopwatch.GetTimestamp(), withReads: false, token), cancellationToken);

    /// <summary>As many as the server can, while the webhooks of one call in ten stall or fail; only the others are waited for.</summary>
    public static Task WebhooksAsync(LoadContext load, CancellationToken cancellationToken) => Pacing.ClosedAsync(
        load,
        (number, token) => number % 10 == 0
            ? UnheardAsync(load, number, number % 20 == 0 ? load.Sink.SlowUri : load.Sink.FailingUri, token)
            : ConverseAsync(load, number, Stopwatch.GetTimestamp(), withReads: true, token),
        cancellationToken);

    private static async Task ConverseAsync(LoadContext load, int number, long due, bool withReads, CancellationToken cancellationToken)
    {
        var call = await load.CreateAsync($"a{number}", due, cancellationToken);
        for (var i = 0; i < 3; i++)
            await load.AddAsync(call, $"j{number}-{i}", cancellationToken);

        if (withReads)
            await load.ReadAsync(call, "/participants", cancellationToken);
        await load.RemoveAsync(call, $"j{number}-0", cancellationToken);
        if (withReads)
            await load.ReadAsync(call, "", cancellationToken);
        await load.TerminateAsync(call, cancellationToken);
    }

    private static async Task UnheardAsync(LoadContext load, int number, string callbackUri, CancellationToken cancellationToken)
    {
        var call = await load.CreateAsync($"u{number}", Stopwatch.GetTimestamp(), cancellationToken, callbackUri);
        await load.ReadAsync(call, "", cancellationToken);
        await load.MeasureAsync("terminate", Stopwatch.GetTimestamp(), () =>
            load.Client.PostAsync($"/calling/callConnections/{call}:terminate", [], cancellationToken));
    }
}
