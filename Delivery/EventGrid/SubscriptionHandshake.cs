using System.Security.Cryptography;
using System.Text.Json;
using CallGrains.Delivery.Destinations;

namespace CallGrains.Delivery.EventGrid;

/// <summary>Asks a receiver whether it wants the events, so that nobody is flooded by a subscription that somebody else made.</summary>
internal sealed class SubscriptionHandshake(DestinationClient client, EventGridOptions options, TimeProvider time)
{
    private const int MaxAnswer = 16 * 1024;

    /// <summary>A new code, which only the receiver is told.</summary>
    public static string NewCode() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Asks.</summary>
    /// <param name="subscription">A subscription with a <see cref="EventSubscription.ValidationCode"/>.</param>
    /// <param name="validationUrl">Where consent can be given later, by a GET.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True when the receiver agreed, false when it may agree later, and why not when it refused.</returns>
    public async Task<(bool Agreed, string? Refusal)> AskAsync(EventSubscription subscription, string validationUrl, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.TryTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return subscription.Schema == EventSchema.EventGrid
                ? await AskByEventAsync(subscription, validationUrl, either.Token)
                : await AskByOptionsAsync(subscription, validationUrl, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (false, $"The receiver did not answer the handshake within {options.TryTimeout.TotalSeconds:0.###} s.");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return (false, $"The receiver could not be reached for the handshake: {fault.InnerException?.Message ?? fault.Message}");
        }
    }

    private static string Refused(HttpResponseMessage response) =>
        $"The receiver answered the handshake with {(int)response.StatusCode}.";

    private async Task<(bool Agreed, string? Refusal)> AskByEventAsync(EventSubscription subscription, string validationUrl, CancellationToken cancellationToken)
    {
        var code = subscription.ValidationCode!;
        var body = EventGridBody.Validation(Guid.NewGuid(), options.Topic, time.GetUtcNow(), code, validationUrl);
        using var request = EventGridRequest.Validation(subscription, body);
        using var response = await client.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            return (false, Refused(response));

        var answer = await ReadAsync(response, cancellationToken);
        if (answer is null)
            return (false, null);

        return CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(answer), System.Text.Encoding.UTF8.GetBytes(code))
            ? (true, null)
            : (false, "The receiver answered the handshake with another validation code.");
    }

    private async Task<(bool Agreed, string? Refusal)> AskByOptionsAsync(EventSubscription subscription, string validationUrl, CancellationToken cancellationToken)
    {
        using var request = EventGridRequest.Options(subscription, options.WebhookOrigin, validationUrl);
        using var response = await client.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            return (false, Refused(response));
        if (!response.Headers.TryGetValues("WebHook-Allowed-Origin", out var values))
            return (false, null);

        foreach (var origin in values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (origin == "*" || string.Equals(origin, options.WebhookOrigin, StringComparison.OrdinalIgnoreCase))
                return (true, null);
        }

        return (false, $"The receiver allows other origins than {options.WebhookOrigin}.");
    }

    /// <summary>The <c>validationResponse</c> of an answer, or null when it has none.</summary>
    private static async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxAnswer];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        try
        {
            using var answer = JsonDocument.Parse(buffer.AsMemory(0, length));
            return answer.RootElement.ValueKind == JsonValueKind.Object
                && answer.RootElement.TryGetProperty("validationResponse", out var code)
                && code.ValueKind == JsonValueKind.String
                ? code.GetString()
                : null;
        }
        catch (JsonException)
        {
            // Not an answer to the handshake: it may still be given by URL.
            return null;
        }
    }
}
