using System.Security.Cryptography;
using System.Text;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;

namespace CallGrains.Delivery.EventGrid;

/// <summary>What happened to a call, for subscriptions. A closed family.</summary>
public abstract record CallLifecycleEvent
{
    /// <summary>The id of the event; the same at every try.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The server call id.</summary>
    public required string ServerCallId { get; init; }

    /// <summary>The correlation id of the call.</summary>
    public required Guid CorrelationId { get; init; }

    /// <summary>Who began the call.</summary>
    public required CommunicationIdentifier StartedBy { get; init; }

    /// <summary>The group call id, when the call has one.</summary>
    public string? Group { get; init; }

    /// <summary>The room id, when the call has one.</summary>
    public string? Room { get; init; }

    /// <summary>Whether the call began between two.</summary>
    public bool IsTwoParty { get; init; }

    /// <summary>What an event of a call itself says to subscriptions.</summary>
    /// <param name="callback">The event, of leg 0.</param>
    /// <param name="facts">Its <see cref="CallbackEvent.Facts"/>.</param>
    public static CallLifecycleEvent From(CallbackEvent callback, CallFacts facts)
    {
        var group = facts.Locator is { Kind: GroupLocatorKind.GroupCall } ofGroup ? ofGroup.Id : null;
        var room = facts.Locator is { Kind: GroupLocatorKind.Room } ofRoom ? ofRoom.Id : null;
        CallLifecycleEvent Base(CallLifecycleEvent happened) => happened with
        {
            Group = group,
            Room = room,
            IsTwoParty = facts.IsTwoParty,
        };

        var (id, time, server, correlation, by) =
            (callback.Id, callback.Time, callback.ServerCallId, callback.CorrelationId, facts.StartedBy);
        return callback.Kind switch
        {
            CallEventKind.CallStarted => Base(new CallStarted
            {
                Id = id,
                Time = time,
                ServerCallId = server,
                CorrelationId = correlation,
                StartedBy = by,
            }),
            CallEventKind.CallEnded => Base(new CallEnded(time - facts.StartedAt, callback.Result)
            {
                Id = id,
                Time = time,
                ServerCallId = server,
                CorrelationId = correlation,
                StartedBy = by,
            }),
            CallEventKind.CallParticipantAdded => Base(new CallParticipantAdded(callback.Participant!, ParticipantIdOf(callback))
            {
                Id = id,
                Time = time,
                ServerCallId = server,
                CorrelationId = correlation,
                StartedBy = by,
            }),
            CallEventKind.CallParticipantRemoved => Base(new CallParticipantRemoved(callback.Participant!, ParticipantIdOf(callback))
            {
                Id = id,
                Time = time,
                ServerCallId = server,
                CorrelationId = correlation,
                StartedBy = by,
            }),
            _ => throw new ArgumentOutOfRangeException(nameof(callback), callback.Kind, "Not an event of a call itself."),
        };
    }

    // The same for the coming and the going of one participant of one call, and another in every other call.
    private static Guid ParticipantIdOf(CallbackEvent callback)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{callback.CorrelationId:N}\n{callback.Participant!.RawId}"));
        return new(hash.AsSpan(0, 16), bigEndian: true);
    }
}

/// <summary><c>CallStarted</c>.</summary>
public sealed record CallStarted : CallLifecycleEvent;

/// <summary><c>CallEnded</c>.</summary>
/// <param name="Duration">How long the call was.</param>
/// <param name="Reason">Why it ended.</param>
public sealed record CallEnded(TimeSpan Duration, ResultInformation Reason) : CallLifecycleEvent;

/// <summary><c>CallParticipantAdded</c>.</summary>
/// <param name="User">Who joined.</param>
/// <param name="ParticipantId">The participant in this call: the same when the participant comes and goes.</param>
public sealed record CallParticipantAdded(CommunicationIdentifier User, Guid ParticipantId) : CallLifecycleEvent
{
    /// <summary>The name of who joined, when known.</summary>
    public string? DisplayName { get; init; }
}

/// <summary><c>CallParticipantRemoved</c>.</summary>
/// <param name="User">Who left.</param>
/// <param name="ParticipantId">The participant in this call: the same when the participant comes and goes.</param>
public sealed record CallParticipantRemoved(CommunicationIdentifier User, Guid ParticipantId) : CallLifecycleEvent
{
    /// <summary>The name of who left, when known.</summary>
    public string? DisplayName { get; init; }
}
