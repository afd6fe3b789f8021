using CallGrains.LoadTest.Client;
using CallGrains.LoadTest.Comparing.Servers;

namespace CallGrains.LoadTest.Comparing.Stored;

/// <summary>Asks a node for stored calls, which brings them into its memory, and sees that each is connected.</summary>
internal sealed class Visitor(ServerProcess server, StoredCalls calls) : IDisposable
{
    private const int AtOnce = 32;

    private static readonly byte[] Connected = "\"callConnectionState\":\"connected\""u8.ToArray();

    private readonly SignedClient _client = new(server.Connection, AtOnce);

    public Task VisitAsync(IEnumerable<int> numbers, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        numbers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (number, token) =>
        {
            var answer = await _client.GetAsync($"/calling/callConnections/{calls.Connection(number)}", token);
            if (!answer.IsSuccess || answer.Body.AsSpan().IndexOf(Connected) < 0)
                throw new InvalidOperationException($"Call {number} of {calls.Count} is not connected: {answer.Status}.");
        });

    public void Dispose() => _client.Dispose();
}
