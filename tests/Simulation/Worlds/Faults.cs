namespace CallGrains.Simulation.Worlds;

/// <summary>
/// How unkind one world is. Drawn per seed, so that some worlds crash all the time and lose nothing, others lose half of all
/// messages and never crash: mixtures find more than one average world would.
/// </summary>
internal sealed record Faults
{
    public double Drop { get; init; }

    /// <summary>How many of the messages between calls are lost besides: then moves stay in doubt for long.</summary>
    public double DropBetweenCalls { get; init; }

    public double Duplicate { get; init; }

    /// <summary>How likely any step is followed by an old message coming again.</summary>
    public double Replay { get; init; }

    public double Crash { get; init; }

    /// <summary>How likely a second owner of a call, which loaded it some time ago, takes part in its moves.</summary>
    public double StaleOwner { get; init; }

    public double WriteFails { get; init; }

    public double SlowWrites { get; init; }

    /// <summary>How likely a host takes in further inputs before it begins the write it needs.</summary>
    public double LazyWrites { get; init; }

    /// <summary>How likely a write takes other calls and endpoints in.</summary>
    public double JointWrites { get; init; }

    public double Unload { get; init; }

    public double WebhookFails { get; init; }

    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>No faults at all: how every world ends.</summary>
    public static Faults None { get; } = new();

    public static Faults Draw(Dice dice) => new()
    {
        Drop = Level(dice, 0.25),
        DropBetweenCalls = Level(dice, 0.7),
        StaleOwner = Level(dice, 0.02),
        Duplicate = Level(dice, 0.25),
        Replay = Level(dice, 0.15),
        Crash = Level(dice, 0.04),
        WriteFails = Level(dice, 0.08),
        SlowWrites = Level(dice, 0.8),
        LazyWrites = Level(dice, 0.5),
        Unload = Level(dice, 0.3),
        WebhookFails = Level(dice, 0.5),
        JointWrites = Level(dice, 0.6),
        Delay = TimeSpan.FromMilliseconds(dice.Chance(0.3) ? 500 : 1 + dice.Below(50)),
    };

    private static double Level(Dice dice, double highest) => dice.Below(3) switch
    {
        0 => 0,
        1 => highest / 5,
        _ => highest,
    };
}
