using CallGrains.Calls.Moves;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Defects;

/// <summary>Every defect that is planted to see that it is found, by name.</summary>
internal static class DefectCatalog
{
    private static readonly Dictionary<string, Func<World, Defect>> AroundPump = new()
    {
        ["commit not durable"] = static _ => new CommitNotDurable(),
        ["drop not durable"] = static _ => new DropNotDurable(),
        ["accept not durable"] = static _ => new AcceptNotDurable(),
        ["Decided lost for ever"] = static _ => new SentAtMost<Decided>(0),
        ["Reserved is not repeated"] = static _ => new SentAtMost<Reserved>(1),
        ["Ack lost for ever"] = static _ => new SentAtMost<Ack>(0),
        ["Ack before the write"] = static world => new AckBeforeWrite(world),
        ["read served in doubt"] = static world => new ReadServedInDoubt(world),
        ["command that waits is never answered"] = static _ => new WaitingForgotten(),
        ["next event before the last was settled"] = static _ => new EventsOvertake(),
        ["stale owner answers by what it does not know"] = static _ => new StaleOwnersTrusted(),
        ["write of several calls is not atomic"] = static _ => new JointWriteTorn(),
    };

    // Too rare, or too harmless, for random worlds: only exploration shows them.
    private static readonly string[] OnlyExplored = ["hop ignored", "whom the target took is dropped wherever it is", "repeated Reserve is refused"];

    /// <summary>The defects that random worlds find.</summary>
    public static IEnumerable<string> Names => AroundPump.Keys.Concat(PlantedDefects.OfDecisions.Keys).Except(OnlyExplored);

    public static Defect Plant(string name, World world) =>
        AroundPump.TryGetValue(name, out var plant) ? plant(world) : new PlantedInDecisions(PlantedDefects.OfDecisions[name]);
}
