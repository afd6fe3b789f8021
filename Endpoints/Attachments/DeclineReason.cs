using CallGrains.Calls.Events;
using CallGrains.Endpoints.Behaviors;

namespace CallGrains.Endpoints.Attachments;

/// <summary>The results with which endpoints decline (SEMANTICS section 9).</summary>
public static class DeclineReason
{
    /// <summary>603/0.</summary>
    public static ResultInformation Declined => Results.Declined;

    /// <summary>486/0.</summary>
    public static ResultInformation Busy => Results.Busy;

    /// <summary>403/0.</summary>
    public static ResultInformation Forbidden => Results.Forbidden;

    /// <summary>480/10037.</summary>
    public static ResultInformation Unreachable { get; } =
        new(480, 10037, "No callee endpoint is registered. DiagCode: 480#10037.@");

    /// <summary>The result of a behaviour that declines by itself; null when the behaviour does not.</summary>
    /// <param name="kind">The behaviour.</param>
    public static ResultInformation? Of(BehaviorKind kind) => kind switch
    {
        BehaviorKind.Decline => Declined,
        BehaviorKind.Busy => Busy,
        BehaviorKind.Forbid => Forbidden,
        BehaviorKind.Unreachable => Unreachable,
        _ => null,
    };
}
