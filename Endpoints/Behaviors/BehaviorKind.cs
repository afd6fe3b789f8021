namespace CallGrains.Endpoints.Behaviors;

/// <summary>What an endpoint does when it is called.</summary>
public enum BehaviorKind : byte
{
    /// <summary>Picks up.</summary>
    Answer,

    /// <summary>Declines, 603.</summary>
    Decline,

    /// <summary>Is busy, 486.</summary>
    Busy,

    /// <summary>Is not allowed to be called, 403.</summary>
    Forbid,

    /// <summary>Rings until the call gives up.</summary>
    NoAnswer,

    /// <summary>Is not online, 480.</summary>
    Unreachable,

    /// <summary>A person decides: <see cref="Simulator.ISimulator.AcceptAsync"/> and <see cref="Simulator.ISimulator.DeclineAsync"/>.</summary>
    Phone,

    /// <summary>The call is announced to event subscriptions, and an app answers, rejects or redirects it.</summary>
    App,
}
