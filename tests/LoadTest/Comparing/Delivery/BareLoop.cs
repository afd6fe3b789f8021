using System.Buffers;
using System.Diagnostics;
using System.Net.Http.Headers;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Callbacks;
using CallGrains.LoadTest.Limits;

namespace CallGrains.LoadTest.Comparing.Delivery;

/// <summary>The least that posting callbacks can cost: HttpClient, the same bytes, the same number of posts under way.</summary>
internal static class BareLoop
{
    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    /// <summary>Posts.</summary>
    /// <param name="uri">Where to.</param>
    /// <param name="count">How many.</param>
    /// <param name="parallelism">How many at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Posts each second.</returns>
    public static async Task<double> PostAsync(string uri, int count, int parallelism, CancellationToken cancellationToken)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false, MaxConnectionsPerServer = parallelism });
        var body = new ArrayBufferWriter<byte>();
        CallbackBody.Write(body, DeliveryRun.EventOf(new CallKey(1), uri), "2026-03-12");
        var target = new Uri(uri);
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken }, async (_, token) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ReadOnlyMemoryContent(body.WrittenMemory) };
            request.Content.Headers.ContentType = Json;
            request.Headers.TryAddWithoutValidation("Authorization", Bodies.Bearer);
            using var response = await http.SendAsync(request, token);
        });
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
