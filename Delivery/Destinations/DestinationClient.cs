using System.Net;

namespace CallGrains.Delivery.Destinations;

/// <summary>
/// The one HTTP client of the engine's webhooks: pooled connections, every address checked when it connects, no redirects, no
/// proxy, no cookies.
/// </summary>
public sealed class DestinationClient : IDisposable
{
    private const int MaxAnswerBody = 64 * 1024;

    private readonly HttpMessageInvoker _http;

    /// <summary>A client under one policy.</summary>
    /// <param name="policy">Where requests may go.</param>
    /// <param name="resolver">Name resolution.</param>
    public DestinationClient(DestinationPolicy policy, INameResolver resolver)
    {
        Policy = policy;
        _http = new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectCallback = new DestinationConnector(policy, resolver).ConnectAsync,
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
                // A name may move; its new addresses are met, and checked, when old connections have had their time.
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                MaxResponseHeadersLength = 16,
                // A request that times out stops waiting, but its connection attempt goes on for others until this.
                ConnectTimeout = TimeSpan.FromSeconds(10),
                MaxResponseDrainSize = MaxAnswerBody,
                // The traceparent of a callback is that of the request that caused it, set by the sender.
                ActivityHeadersPropagator = null,
            },
            disposeHandler: true);
    }

    /// <summary>Where requests may go.</summary>
    public DestinationPolicy Policy { get; }

    /// <summary>Sends a request and returns when the head of the answer is there. Redirects are answers like any other.</summary>
    /// <param name="request">The request, to an URI that <see cref="DestinationPolicy.Allows"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">
    /// The destination could not be reached or did not speak HTTP; caused by <see cref="DestinationRefusedException"/> when none
    /// of its addresses is allowed.
    /// </exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, cancellationToken);

    /// <summary>Reads the rest of an answer, so that its connection can be used again. What is too long is left unread.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="buffer">Room to read into; what was read is of no interest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask DrainAsync(HttpResponseMessage response, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength is 0 or > MaxAnswerBody)
            return;

        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        for (var total = 0; total <= MaxAnswerBody;)
        {
            var count = await body.ReadAsync(buffer, cancellationToken);
            if (count == 0)
                return;
            total += count;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
