using System.Collections.Immutable;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;

namespace CallGrains.Calls.State;

/// <summary>How an app came into a call.</summary>
public enum LegKind : byte
{
    /// <summary>The app created the call.</summary>
    Create = 1,

    /// <summary>The app answered an incoming call, in the place of the one who was called.</summary>
    Answer = 2,

    /// <summary>The app connected to a call that was there.</summary>
    Connect = 3,
}

/// <summary>Whether a leg is part of its call.</summary>
public enum LegStatus : byte
{
    /// <summary>Created; nobody has answered.</summary>
    Connecting = 1,

    /// <summary>Part of the call.</summary>
    Connected = 2,

    /// <summary>Ended; CallDisconnected was its last event.</summary>
    Disconnected = 3,
}

/// <summary>An app's attachment to a call: one <c>callConnectionId</c>, one callback URI, one stream of events.</summary>
/// <param name="Number">The number of the leg in its call, from 1.</param>
/// <param name="Kind">How it came about.</param>
/// <param name="Identity">Whom the app appears as in the roster.</param>
/// <param name="CallbackUri">Where the leg's events go.</param>
public sealed record Leg(ushort Number, LegKind Kind, CommunicationIdentifier Identity, string CallbackUri)
{
    /// <summary>Whether the leg is part of the call.</summary>
    public LegStatus Status { get; init; } = LegStatus.Connected;

    /// <summary>The correlation text of the request that made the leg; in its CallConnected and CallDisconnected.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Who was called, as the leg's properties report it.</summary>
    public ImmutableArray<CommunicationIdentifier> Targets { get; init; } = [];

    /// <summary>Who called, as the leg's properties report it.</summary>
    public CommunicationIdentifier? Source { get; init; }

    /// <summary>The number shown to phones.</summary>
    public CommunicationIdentifier? SourceCallerIdNumber { get; init; }

    /// <summary>The name shown to phones.</summary>
    public string? SourceDisplayName { get; init; }

    /// <summary>The user on whose behalf the app answered.</summary>
    public CommunicationIdentifier? AnsweredBy { get; init; }

    /// <summary>The phone number the app answered for.</summary>
    public CommunicationIdentifier? AnsweredFor { get; init; }

    /// <summary>Whether the app's own party is muted.</summary>
    public bool IsMuted { get; init; }

    /// <summary>Whether the app's own party is on hold.</summary>
    public bool IsOnHold { get; init; }

    /// <summary>While the call is ending: what the leg's CallDisconnected will say.</summary>
    public ResultInformation? EndResult { get; init; }

    /// <summary>Whether the leg has not ended.</summary>
    public bool IsUp => Status != LegStatus.Disconnected;
}
