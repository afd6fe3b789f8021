using CallGrains.Calls.Identifiers;
using CallGrains.Delivery.Destinations;

namespace CallGrains.Delivery.EventGrid;

/// <summary>What a subscription must be.</summary>
internal static class SubscriptionRules
{
    /// <summary>Why a subscription cannot be made; null when it can.</summary>
    public static SubscribeRefusal? Refusal(EventSubscription wanted, DestinationPolicy policy)
    {
        if (wanted.Name.Length is 0 or > 64 || !wanted.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            return new("name", "A name has 1 to 64 letters, digits and hyphens.");
        if (!policy.Allows(wanted.Url, out var reason))
            return new("url", reason);
        if (!Enum.IsDefined(wanted.Schema))
            return new("schema", "The schema is eventGrid or cloudEvents.");
        if (wanted.ToPrefix.Length > CommunicationIdentifier.MaxRawIdLength)
            return new("toPrefix", $"A prefix has at most {CommunicationIdentifier.MaxRawIdLength} characters.");
        if (wanted.IncludedEventTypes.FirstOrDefault(type => !EventTypes.All.Contains(type, StringComparer.Ordinal)) is { } unknown)
            return new("includedEventTypes", $"There is no event type {unknown}.");
        return null;
    }
}
