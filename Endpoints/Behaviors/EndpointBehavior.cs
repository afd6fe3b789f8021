namespace CallGrains.Endpoints.Behaviors;

/// <summary>The programmed behaviour of an endpoint.</summary>
public sealed record EndpointBehavior
{
    /// <summary>The longest <see cref="AfterMs"/>, ten minutes.</summary>
    public const int MaxAfterMs = 600_000;

    /// <summary>The longest <see cref="HangUpAfterMs"/>, one day.</summary>
    public const int MaxHangUpAfterMs = 86_400_000;

    /// <summary>Picks up at once and stays: what an endpoint does that nobody programmed.</summary>
    public static EndpointBehavior AnswerAtOnce { get; } = new() { Kind = BehaviorKind.Answer };

    /// <summary>What the endpoint does when it is called.</summary>
    public required BehaviorKind Kind { get; init; }

    /// <summary>How long it rings before that, in ms, 0 to <see cref="MaxAfterMs"/>. Means nothing for phones, apps and noAnswer.</summary>
    public int AfterMs { get; init; }

    /// <summary>How long after it came into a call it hangs up, in ms, 0 to <see cref="MaxHangUpAfterMs"/>; null when it stays.</summary>
    public int? HangUpAfterMs { get; init; }

    /// <summary>The name of a kind in the API, for example <c>noAnswer</c>.</summary>
    /// <param name="kind">The kind.</param>
    public static string NameOf(BehaviorKind kind) => kind switch
    {
        BehaviorKind.Answer => "answer",
        BehaviorKind.Decline => "decline",
        BehaviorKind.Busy => "busy",
        BehaviorKind.Forbid => "forbid",
        BehaviorKind.NoAnswer => "noAnswer",
        BehaviorKind.Unreachable => "unreachable",
        BehaviorKind.Phone => "phone",
        BehaviorKind.App => "app",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of behaviour."),
    };

    /// <summary>Reads the name of a kind.</summary>
    /// <param name="name">The name, spelled exactly as in the API.</param>
    /// <param name="kind">The kind, when the answer is true.</param>
    public static bool TryParseKind(string? name, out BehaviorKind kind)
    {
        foreach (var candidate in Enum.GetValues<BehaviorKind>())
        {
            if (NameOf(candidate) == name)
            {
                kind = candidate;
                return true;
            }
        }

        kind = default;
        return false;
    }

    /// <summary>Checks the ranges.</summary>
    /// <param name="field">The field that is out of range, as the API spells it.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <returns>False when a field is out of range.</returns>
    public bool IsValid(out string field, out string problem)
    {
        (field, problem) = this switch
        {
            { AfterMs: < 0 or > MaxAfterMs } => ("afterMs", $"afterMs is 0 to {MaxAfterMs}."),
            { HangUpAfterMs: < 0 or > MaxHangUpAfterMs } => ("hangUpAfterMs", $"hangUpAfterMs is null or 0 to {MaxHangUpAfterMs}."),
            _ => ("", ""),
        };
        return field.Length == 0;
    }
}
