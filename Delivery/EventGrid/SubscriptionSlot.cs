using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace CallGrains.Delivery.EventGrid;

/// <summary>What has one name: the subscription in force, and those that take its place when their receivers agree.</summary>
/// <param name="InForce">The validated one, if there is one.</param>
/// <param name="Waiting">Those whose receivers have still to agree, oldest first.</param>
internal sealed record SubscriptionSlot(EventSubscription? InForce, ImmutableList<EventSubscription> Waiting)
{
    /// <summary>Most that wait under one name; the oldest goes.</summary>
    public const int MaxWaiting = 8;

    /// <summary>Nothing has the name.</summary>
    public static SubscriptionSlot Empty { get; } = new(null, []);

    /// <summary>The slot as one subscription, the form in which it is kept: the one in force, else the newest that waits; null when empty.</summary>
    public EventSubscription? Row => InForce is not null
        ? InForce with { Waiting = Rest(Waiting) }
        : Waiting.IsEmpty ? null : Waiting[^1] with { Waiting = Rest(Waiting.RemoveAt(Waiting.Count - 1)) };

    /// <summary>The slot that is kept as a subscription.</summary>
    public static SubscriptionSlot Of(EventSubscription? row)
    {
        if (row is null)
            return Empty;

        var itself = row with { Waiting = null };
        return row.IsValidated ? new(itself, [.. row.Waiting ?? []]) : new(null, [.. row.Waiting ?? [], itself]);
    }

    /// <summary>Without those whose time to agree is over.</summary>
    public SubscriptionSlot At(DateTimeOffset now) => this with { Waiting = Waiting.RemoveAll(one => one.ValidUntil < now) };

    /// <summary>The receiver of one more is asked.</summary>
    public SubscriptionSlot Ask(EventSubscription asking) => this with { Waiting = [.. Waiting.TakeLast(MaxWaiting - 1), asking] };

    /// <summary>Whether the one with a code still waits.</summary>
    public bool Waits(string code) => IndexOf(code) >= 0;

    /// <summary>The receiver of one agreed: it is in force, and has overtaken those before it.</summary>
    /// <returns>Null when none with this code waits.</returns>
    public SubscriptionSlot? Agree(string code) => IndexOf(code) is >= 0 and var index
        ? new(Waiting[index] with { IsValidated = true, ValidationCode = null, ValidUntil = null }, Waiting.RemoveRange(0, index + 1))
        : null;

    /// <summary>One is not to wait any longer.</summary>
    /// <returns>Null when none with this code waits.</returns>
    public SubscriptionSlot? Withdraw(string code) => IndexOf(code) is >= 0 and var index ? this with { Waiting = Waiting.RemoveAt(index) } : null;

    private static ImmutableList<EventSubscription>? Rest(ImmutableList<EventSubscription> waiting) => waiting.IsEmpty ? null : waiting;

    private int IndexOf(string code) => Waiting.FindIndex(one =>
        one.ValidationCode is { } known && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(known), Encoding.UTF8.GetBytes(code)));
}
