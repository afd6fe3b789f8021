using System.Net.Http.Headers;

namespace CallGrains.Delivery.EventGrid;

/// <summary>Makes the requests receivers know from Event Grid.</summary>
internal static class EventGridRequest
{
    private static readonly MediaTypeHeaderValue EventGridType = new("application/json", "utf-8");
    private static readonly MediaTypeHeaderValue CloudEventType = new("application/cloudevents+json", "utf-8");

    /// <summary>An event.</summary>
    /// <param name="subscription">For whom.</param>
    /// <param name="body">The event.</param>
    /// <param name="tries">How often it was tried before.</param>
    public static HttpRequestMessage Notification(EventSubscription subscription, byte[] body, int tries) =>
        Post(subscription, body, "Notification", tries);

    /// <summary>The handshake of the Event Grid schema.</summary>
    /// <param name="subscription">Whose.</param>
    /// <param name="body">The validation event.</param>
    public static HttpRequestMessage Validation(EventSubscription subscription, byte[] body) =>
        Post(subscription, body, "SubscriptionValidation", tries: 0);

    /// <summary>The handshake of the CloudEvents webhook specification.</summary>
    /// <param name="subscription">Whose.</param>
    /// <param name="origin">Who asks.</param>
    /// <param name="callbackUrl">Where consent can be given later.</param>
    public static HttpRequestMessage Options(EventSubscription subscription, string origin, string callbackUrl)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, subscription.Url);
        request.Headers.TryAddWithoutValidation("WebHook-Request-Origin", origin);
        request.Headers.TryAddWithoutValidation("WebHook-Request-Callback", callbackUrl);
        return request;
    }

    private static HttpRequestMessage Post(EventSubscription subscription, byte[] body, string eventType, int tries)
    {
        var isEventGrid = subscription.Schema == EventSchema.EventGrid;
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = isEventGrid ? EventGridType : CloudEventType;
        var request = new HttpRequestMessage(HttpMethod.Post, subscription.Url) { Content = content };
        if (isEventGrid)
            request.Headers.TryAddWithoutValidation("aeg-event-type", eventType);
        request.Headers.TryAddWithoutValidation("aeg-subscription-name", subscription.Name.ToUpperInvariant());
        request.Headers.TryAddWithoutValidation("aeg-delivery-count", tries.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return request;
    }
}
