using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.Log;
using CallGrains.Delivery.Signing;
using CallGrains.Delivery.Webhooks;

namespace CallGrains.Delivery.Callbacks;

/// <summary>Posts one event once: renders it, signs the request, sends it.</summary>
internal sealed class CallbackPoster(
    DestinationClient client,
    CallbackSigner signer,
    IDeliveryStore store,
    DeliveryOptions options,
    DeliveryMetrics metrics,
    TimeProvider time)
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json", "utf-8");

    private readonly ConcurrentBag<PooledBody> _bodies = [];
    private readonly WebhookSender _sender = new(client, options.TryTimeout, time);

    /// <summary>Makes one try.</summary>
    /// <returns>What became of it; null when the dead letter is no longer there, or no longer to be sent again.</returns>
    public async Task<TryOutcome?> PostAsync(CallbackJob job, Uri uri, CancellationToken stop)
    {
        var traceParent = job.Callback?.TraceParent;
        DeadLetter? letter = null;
        if (job.Callback is null)
        {
            // While it waited it may have been sent, buried again or removed: then the store knows better than the job.
            letter = await store.FindLetterAsync(job.Record.EventId, stop);
            if (letter is null || await store.FindAsync(job.Record.EventId, stop) is not { State: DeliveryState.Pending } pending)
                return null;
            job.Record = pending;
            traceParent = letter.TraceParent;
        }

        var body = _bodies.TryTake(out var pooled) ? pooled : new();
        if (letter is not null)
            body.Append(letter.Body.Span);
        else
            CallbackBody.Write(body.Json, job.Callback!, options.ApiVersion);

        using var content = new PooledContent(body);
        content.Headers.ContentType = JsonType;
        var outcome = await SendAsync(job, uri, content, body.Scratch, traceParent, stop);
        if (content.IsFree && body.TryReset())
            _bodies.Add(body);

        metrics.Tried(outcome.Latency, outcome.Verdict == TryVerdict.Delivered, first: job.Record.Tries == 0);
        return outcome;
    }

    /// <summary>The body of an event, for keeping.</summary>
    public DeadLetter Letter(Calls.Events.CallbackEvent callback)
    {
        using var body = new PooledBody();
        CallbackBody.Write(body.Json, callback, options.ApiVersion);
        return new(callback.Id, body.Written.ToArray(), callback.TraceParent);
    }

    private async Task<TryOutcome> SendAsync(
        CallbackJob job, Uri uri, PooledContent content, Memory<byte> scratch, string? traceParent, CancellationToken stop)
    {
        // Before the try begins: only the first ones of a new store wait here, for its first key.
        var authorization = await signer.AuthorizationAsync(stop);
        using var activity = metrics.StartTry(job.Record.Kind, job.Record.EventId, job.Record.CallConnectionId, traceParent);
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (activity is not null)
            request.Headers.TryAddWithoutValidation("traceparent", activity.Id);
        else if (ActivityContext.TryParse(traceParent, null, out _))
            request.Headers.TryAddWithoutValidation("traceparent", traceParent);

        var outcome = await _sender.SendAsync(request, scratch, stop);
        if (activity is not null)
        {
            activity.SetTag("http.response.status_code", outcome.StatusCode);
            activity.SetStatus(outcome.Verdict == TryVerdict.Delivered ? ActivityStatusCode.Ok : ActivityStatusCode.Error, outcome.Error);
        }

        return outcome;
    }
}
