namespace CallGrains.Calls.Events;

/// <summary>The events the engine sends. The numbers are stored and never reused.</summary>
public enum CallEventKind : byte
{
    /// <summary>The leg is part of a connected call.</summary>
    CallConnected = 1,

    /// <summary>The leg has ended; nothing new follows on it.</summary>
    CallDisconnected = 2,

    /// <summary>The roster as it now is.</summary>
    ParticipantsUpdated = 3,

    /// <summary>Nobody answered the created call.</summary>
    CreateCallFailed = 4,

    /// <summary>Answering did not lead to a connected leg.</summary>
    AnswerFailed = 5,

    /// <summary>Connecting did not lead to a connected leg.</summary>
    ConnectFailed = 6,

    /// <summary>The invited participant joined.</summary>
    AddParticipantSucceeded = 7,

    /// <summary>The invited participant did not join.</summary>
    AddParticipantFailed = 8,

    /// <summary>The invitation was withdrawn.</summary>
    CancelAddParticipantSucceeded = 9,

    /// <summary>There was no invitation to withdraw.</summary>
    CancelAddParticipantFailed = 10,

    /// <summary>The participant was removed.</summary>
    RemoveParticipantSucceeded = 11,

    /// <summary>The participant was not removed.</summary>
    RemoveParticipantFailed = 12,

    /// <summary>The participant is now in the call the move was posted to.</summary>
    MoveParticipantSucceeded = 13,

    /// <summary>The participant was not moved.</summary>
    MoveParticipantFailed = 14,

    /// <summary>The transfer target answered.</summary>
    CallTransferAccepted = 15,

    /// <summary>The transfer did not happen; the call goes on.</summary>
    CallTransferFailed = 16,

    /// <summary>The participant was not put on hold.</summary>
    HoldFailed = 17,

    /// <summary>The call is connected. Of the call, not of a leg: for event subscriptions, not for callbacks.</summary>
    CallStarted = 32,

    /// <summary>The call is over. Of the call, not of a leg: for event subscriptions, not for callbacks.</summary>
    CallEnded = 33,

    /// <summary>Somebody came into the call. Of the call, not of a leg: for event subscriptions, not for callbacks.</summary>
    CallParticipantAdded = 34,

    /// <summary>Somebody left the call. Of the call, not of a leg: for event subscriptions, not for callbacks.</summary>
    CallParticipantRemoved = 35,
}
