using System.Buffers;
using System.Diagnostics;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Callbacks;

namespace CallGrains.LoadTest.Comparing;

/// <summary>The least that posting callbacks can cost: HttpClient, the same bytes, the same number of posts under way.</summary>
internal static class BareLoop
{
    /// <summary>Posts.</summary>
    /// <param name="uri">Where to.</param>
    /// <param name="count">How many.</param>
    /// <param name="parallelism">How many at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Posts each second.</returns>
    public static async Task<double> PostAsync(string uri, int count, int parallelism, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, MaxConnectionsPerServer = parallelism });
        var bearer = $"Bearer {new string('x', 700)}";
        var body = new ArrayBufferWriter<byte>();
        CallbackBody.Write(body, DeliveryRun.EventOf(new CallKey(1), uri), "2026-03-12");
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken }, async (_, token) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ReadOnlyMemoryContent(body.WrittenMemory) };
            request.Content.Headers.TryAddWithoutValidation("content-type", "application/cloudevents-batch+json; charset=utf-8");
            request.Headers.TryAddWithoutValidation("Authorization", bearer);
            using var response = await http.SendAsync(request, token);
        });
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
