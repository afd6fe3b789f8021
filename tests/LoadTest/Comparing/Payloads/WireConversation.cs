using System.Diagnostics;
using CallGrains.LoadTest.Client;
using CallGrains.LoadTest.Profiles;

namespace CallGrains.LoadTest.Comparing.Payloads;

/// <summary>One conversation of the load, slowly, with everything weighed that comes back.</summary>
internal sealed class WireConversation : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly WireSink _sink;
    private readonly SignedClient _client;
    private readonly List<(string What, int Head, int Body)> _answers = [];
    private int _head;
    private int _expected;

    private WireConversation(ConnectionString server, WireSink sink)
    {
        _sink = sink;
        _client = new(server, maxConnections: 1) { Inspect = Weigh };
    }

    /// <summary>Holds it, and gives the sizes of answers and callbacks.</summary>
    /// <param name="server">With whom.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<WireSizes>> HoldAsync(ConnectionString server, CancellationToken cancellationToken)
    {
        await using var sink = await WireSink.StartAsync();
        using var conversation = new WireConversation(server, sink);
        await conversation.RunAsync(cancellationToken);
        return
        [
            .. conversation._answers.Concat(sink.Received.Select(static one => (What: one.Type, one.Head, one.Body)))
                .GroupBy(static one => one.What, StringComparer.Ordinal)
                .Select(static group => new WireSizes(group.Key, group.Count(), group.Average(static one => one.Head), group.Average(static one => one.Body)))
                .OrderBy(static sizes => sizes.What, StringComparer.Ordinal),
        ];
    }

    public void Dispose() => _client.Dispose();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        const string calls = "/calling/callConnections";
        const string context = "\"operationContext\":\"1234567890123456\"";
        var created = await PostAsync(
            "create", calls, $$"""{"targets":[{{LoadContext.UserJson("a12345")}}],"callbackUri":"{{_sink.Uri}}",{{context}}}""", callbacks: 2);
        var call = $"{calls}/{created.Text("callConnectionId")}";
        for (var i = 0; i < 3; i++)
            await PostAsync("add", $"{call}/participants:add", $$"""{"participantToAdd":{{LoadContext.UserJson($"j1234-{i}")}},{{context}}}""", callbacks: 2);

        Weigh("get", await _client.GetAsync(call, cancellationToken));
        Weigh("participants", await _client.GetAsync($"{call}/participants", cancellationToken));
        await PostAsync("remove", $"{call}/participants:remove", $$"""{"participantToRemove":{{LoadContext.UserJson("j1234-0")}},{{context}}}""", callbacks: 2);
        await PostAsync("terminate", $"{call}:terminate", "", callbacks: 1);
        await MoveAsync();

        // A limit posts nothing for a move: moves are compared with callbacks off.
        async Task MoveAsync()
        {
            string[] ids = ["", ""];
            for (var i = 0; i < ids.Length; i++)
            {
                var body = $$"""{"targets":[{{LoadContext.UserJson($"a1234{i}")}}],"callbackUri":"{{_sink.Elsewhere}}",{{context}}}""";
                var id = (await _client.PostAsync(calls, LoadContext.Bytes(body), cancellationToken)).Text("callConnectionId");
                var start = Stopwatch.GetTimestamp();
                while ((await _client.GetAsync($"{calls}/{id}", cancellationToken)).Text("callConnectionState") != "connected" && Stopwatch.GetElapsedTime(start) < Timeout)
                    await Task.Delay(Pause, TimeProvider.System, cancellationToken);
                ids[i] = id;
            }

            await PostAsync(
                "move",
                $"{calls}/{ids[0]}/participants:moveHere",
                $$"""{"targetParticipants":[{{LoadContext.UserJson("a12341")}}],"fromCall":"{{ids[1]}}",{{context}}}""",
                callbacks: 0);
        }

        async Task<Answer> PostAsync(string what, string path, string json, int callbacks)
        {
            var answer = await _client.PostAsync(path, LoadContext.Bytes(json), cancellationToken);
            if (!answer.IsSuccess)
                throw new InvalidOperationException($"{what} was answered {answer.Status}.");

            Weigh(what, answer);
            _expected += callbacks;
            var start = Stopwatch.GetTimestamp();
            while (_sink.Received.Count < _expected)
            {
                if (Stopwatch.GetElapsedTime(start) > Timeout)
                    throw new TimeoutException($"After {what}, {_sink.Received.Count} of {_expected} callbacks had come.");
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }

            return answer;
        }
    }

    private void Weigh(string what, Answer answer) => _answers.Add((what, _head, answer.Body.Length));

    private void Weigh(HttpResponseMessage response) => _head = response.Headers.Concat(response.Content.Headers)
        .Sum(static header => header.Key.Length + string.Join(", ", header.Value).Length + 4);
}
