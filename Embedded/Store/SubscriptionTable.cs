using System.Text.Json;
using System.Text.Json.Serialization;
using CallGrains.Delivery.EventGrid;

namespace CallGrains.Embedded.Store;

/// <summary>The table of event subscriptions. Only this process changes it, one change after the other: it has no versions.</summary>
/// <param name="database">The database.</param>
internal sealed class SubscriptionTable(Database database) : IEventSubscriptionStore
{
    // No event type has a space in its name.
    private const char Separator = ' ';

    public ValueTask<StoredSubscriptions> LoadAsync(CancellationToken cancellationToken) =>
        new(new StoredSubscriptions(0, database.Read(0, static (session, _) => session
            .Prepare("SELECT name, url, schema, to_prefix, types, is_validated, code, valid_until, waiting FROM subscriptions ORDER BY name")
            .Query(static row => new EventSubscription(row.GetString(0), row.GetString(1), (EventSchema)row.GetInt32(2), row.GetString(3))
            {
                IncludedEventTypes = row.GetString(4).Split(Separator, StringSplitOptions.RemoveEmptyEntries),
                IsValidated = row.GetBoolean(5),
                ValidationCode = row.IsNull(6) ? null : row.GetString(6),
                ValidUntil = row.IsNull(7) ? null : new DateTimeOffset(row.GetInt64(7), TimeSpan.Zero),
                Waiting = row.IsNull(8) ? null : JsonSerializer.Deserialize(row.GetString(8), SubscriptionJson.Default.IReadOnlyListEventSubscription),
            }))));

    public async ValueTask<long?> SaveAsync(EventSubscription subscription, long version, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            session => session
                .Prepare(
                    """
                    INSERT OR REPLACE INTO subscriptions (name, url, schema, to_prefix, types, is_validated, code, valid_until, waiting)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                    """)
                .Execute(
                    subscription.Name,
                    subscription.Url,
                    (int)subscription.Schema,
                    subscription.ToPrefix,
                    string.Join(Separator, subscription.IncludedEventTypes),
                    subscription.IsValidated ? 1 : 0,
                    subscription.ValidationCode,
                    subscription.ValidUntil?.UtcTicks,
                    subscription.Waiting is { } waiting ? JsonSerializer.Serialize(waiting, SubscriptionJson.Default.IReadOnlyListEventSubscription) : null),
            cancellationToken);
        return version;
    }

    public async ValueTask<long?> RemoveAsync(string name, long version, CancellationToken cancellationToken)
    {
        await database.WriteAsync(session => session.Prepare("DELETE FROM subscriptions WHERE name = ?1").Execute(name), cancellationToken);
        return version;
    }
}

/// <summary>Those that wait, as they are stored. Fields are added, never renamed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<EventSubscription>))]
internal sealed partial class SubscriptionJson : JsonSerializerContext;
