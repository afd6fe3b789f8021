using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CallGrains.Delivery.Destinations;

namespace CallGrains.Delivery.Webhooks;

/// <summary>Makes one try: sends a request within a time, and says what its end means. Never throws for what a receiver does.</summary>
internal sealed class WebhookSender(DestinationClient client, TimeSpan timeout, TimeProvider time)
{
    // Used again: a source and a timer for each try were among the larger things that a delivery allocated.
    private readonly ConcurrentBag<CancellationTokenSource> _limits = [];

    /// <summary>Sends a request; the answer's body is read for the sake of the connection, bounded, and ignored.</summary>
    /// <param name="request">The request; the caller disposes of it.</param>
    /// <param name="scratch">Room to read the answer into.</param>
    /// <param name="stop">The engine stops.</param>
    public async Task<TryOutcome> SendAsync(HttpRequestMessage request, Memory<byte> scratch, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        var limit = _limits.TryTake(out var kept) ? kept : new(Timeout.InfiniteTimeSpan, time);
        limit.CancelAfter(timeout);
        var stopping = stop.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), limit);
        var isOver = false;
        try
        {
            using var response = await client.SendAsync(request, limit.Token);
            var outcome = Judge(response, time.GetElapsedTime(began));
            isOver = await DrainAsync(response, scratch, limit.Token);
            return outcome;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return stop.IsCancellationRequested
                ? new(TryVerdict.Stopped, null, default, null)
                : new(TryVerdict.Retry, null, time.GetElapsedTime(began), $"No answer within {timeout.TotalSeconds:0.###} s.");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            return Failed(fault, time.GetElapsedTime(began));
        }
        finally
        {
            await stopping.DisposeAsync();

            // A request that did not end well may still look at its token.
            if (isOver && limit.TryReset())
                _limits.Add(limit);
            else
                limit.Dispose();
        }
    }

    /// <returns>Whether the connection is free again.</returns>
    private static async ValueTask<bool> DrainAsync(HttpResponseMessage response, Memory<byte> scratch, CancellationToken cancellationToken)
    {
        try
        {
            await DestinationClient.DrainAsync(response, scratch, cancellationToken);
            return true;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            // The status was given, and that is the answer. The connection is closed with the response.
            response.Dispose();
            return false;
        }
    }

    private static TryOutcome Failed(Exception fault, TimeSpan latency)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is DestinationRefusedException)
                return new(TryVerdict.Dead, null, latency, cause.Message);
            // The message would quote the receiver, who may quote the token or the keys in the URI: not in the log.
            if (cause is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse })
                return new(TryVerdict.Retry, null, latency, "The answer is not HTTP.");
        }

        var detail = fault.InnerException is { } inner && inner.Message != fault.Message ? $"{fault.Message} {inner.Message}" : fault.Message;
        return new(TryVerdict.Retry, null, latency, detail.Length > 500 ? detail[..500] : detail);
    }

    private TryOutcome Judge(HttpResponseMessage response, TimeSpan latency)
    {
        var verdict = RetrySchedule.Judge(response.StatusCode);
        return new(verdict, (int)response.StatusCode, latency, Explain(response.StatusCode, verdict), verdict == TryVerdict.Retry ? RetryAfter(response) : null);
    }

    private static string? Explain(HttpStatusCode status, TryVerdict verdict) => (verdict, (int)status) switch
    {
        (TryVerdict.Delivered, _) => null,
        (_, >= 300 and < 400) => $"Answered {(int)status}; redirects are not followed.",
        _ => $"Answered {(int)status}.",
    };

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };
}
