using CallGrains.Calls.Identifiers;

namespace CallGrains.Calls.Events;

/// <summary>The results the engine itself gives, with the codes of SEMANTICS section 9. Texts end in the DiagCode where the contract's do.</summary>
public static class Results
{
    /// <summary>An app hung up or terminated the call.</summary>
    public static ResultInformation EndedByApp { get; } =
        new(200, 7000, "Call was ended by Azure Communication Service Call Automation API or a server bot. DiagCode: 0#7000.@");

    /// <summary>The other party of a 1:1 call hung up.</summary>
    public static ResultInformation EndedByPeer { get; } = new(200, 5001, "This conversation has ended. DiagCode: 0#5001.@");

    /// <summary>The app removed the only other party.</summary>
    public static ResultInformation LeftAloneByRemoval { get; } = new(200, 5002, "The conversation has ended. DiagCode: 0#5002.@");

    /// <summary>Only one participant was left.</summary>
    public static ResultInformation OnlyOneLeft { get; } =
        new(200, 5010, "The call has ended: only one participant remained. DiagCode: 0#5010.@");

    /// <summary>The party was removed by another.</summary>
    public static ResultInformation Removed { get; } = new(200, 5300, "The conversation has ended. DiagCode: 0#5300.@");

    /// <summary>A phone hung up.</summary>
    public static ResultInformation EndedByPhone { get; } = new(0, 560000, "The remote phone ended the call. DiagCode: 0#560000.@");

    /// <summary>The party was handed over to somebody else.</summary>
    public static ResultInformation Transferred { get; } = new(200, 0, "The participant was transferred.");

    /// <summary>An app took the call.</summary>
    public static ResultInformation TakenByApp { get; } = new(200, 0, "An application answered.");

    /// <summary>The call was redirected before it was answered.</summary>
    public static ResultInformation Redirected { get; } = new(487, 10003, "The call was redirected. DiagCode: 487#10003.@");

    /// <summary>Nobody answered in time.</summary>
    public static ResultInformation NotAnswered { get; } = new(487, 10004, "The call was not answered in time. DiagCode: 487#10004.@");

    /// <summary>The caller gave up before an answer.</summary>
    public static ResultInformation Cancelled { get; } = new(487, 0, "The call was cancelled before it was answered. DiagCode: 487#0.@");

    /// <summary>Declined.</summary>
    public static ResultInformation Declined { get; } = new(603, 0, "Decline. DiagCode: 603#0.@");

    /// <summary>Busy.</summary>
    public static ResultInformation Busy { get; } = new(486, 0, "Busy. DiagCode: 486#0.@");

    /// <summary>Forbidden.</summary>
    public static ResultInformation Forbidden { get; } = new(403, 0, "Forbidden. DiagCode: 403#0.@");

    /// <summary>The operation was still under way when the call, or the leg that asked, ended.</summary>
    public static ResultInformation CallEnded { get; } = new(487, 8508, "The call ended before the operation did. DiagCode: 487#8508.@");

    /// <summary>There is no such pending invitation.</summary>
    public static ResultInformation NoInvitation { get; } = new(404, 8523, "The invitation is not pending.");

    /// <summary>The participant is in the call already.</summary>
    public static ResultInformation AlreadyPresent { get; } = new(409, 8519, "The participant is already in the call.");

    /// <summary>The call is full.</summary>
    public static ResultInformation Full { get; } = new(400, 8530, "The call has reached its limit of participants.");

    /// <summary>Another transfer of the same participant is under way.</summary>
    public static ResultInformation TransferConflict { get; } = new(409, 8607, "Another transfer of this participant is in progress.");

    /// <summary>The transferee left before the target answered.</summary>
    public static ResultInformation TransfereeLeft { get; } = new(487, 8543, "The transferee left the call.");

    /// <summary>The source call did not answer in time.</summary>
    public static ResultInformation MoveTimedOut { get; } = new(408, 8541, "The source call did not answer in time.");

    /// <summary>The prompt of a hold cannot be played.</summary>
    public static ResultInformation PromptFormat { get; } = new(400, 8535, "Action failed, file format is invalid.");

    /// <summary>The participant is not in the call, or not free to be moved.</summary>
    /// <param name="who">Who.</param>
    public static ResultInformation NotPresent(CommunicationIdentifier who) => new(404, 8558, $"{who.RawId} is not present in the call.");

    /// <summary>An invitation was withdrawn.</summary>
    /// <param name="who">Who was invited.</param>
    public static ResultInformation InvitationCancelled(CommunicationIdentifier who) =>
        new(487, 5234, $"addParticipants failed for participant {who.RawId}. Underlying reason: The Call Has Been Cancelled. DiagCode: 487#5234.@");
}
