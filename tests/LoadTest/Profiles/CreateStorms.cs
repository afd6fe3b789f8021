using System.Diagnostics;
using CallGrains.LoadTest.Client;

namespace CallGrains.LoadTest.Profiles;

/// <summary>
/// Creates in bursts, each sent three times at once with the same request id, and once more when the call is connected, as a
/// client does that lost the answer: they must make one call.
/// </summary>
internal static class CreateStorms
{
    private static readonly TimeSpan EventTimeout = TimeSpan.FromSeconds(30);

    public static Task RunAsync(LoadContext load, CancellationToken cancellationToken) => Pacing.ClosedAsync(
        load,
        async (number, token) =>
        {
            var id = Guid.NewGuid();
            var body = LoadContext.Bytes(
                $$"""{"targets":[{{LoadContext.UserJson($"storm{number}")}}],"callbackUri":"{{load.Sink.CallbackUri}}"}""");
            var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => CreateAsync(load, "create", body, id, token)));
            var call = answers[0].Text("callConnectionId");
            await load.Sink.WaitAsync(call, "Microsoft.Communication.CallConnected", EventTimeout);
            var again = await CreateAsync(load, "create again", body, id, token);
            if (answers.Append(again).Any(answer => answer.Text("callConnectionId") != call))
                load.Stats.Failed("storm", "a repeated create made another call");
            await load.TerminateAsync(call, token);
        },
        cancellationToken);

    private static Task<Answer> CreateAsync(LoadContext load, string operation, byte[] body, Guid id, CancellationToken cancellationToken) =>
        load.MeasureAsync(operation, Stopwatch.GetTimestamp(), () => load.Client.PostAsync("/calling/callConnections", body, cancellationToken, id));
}
