using CallGrains.Simulation.Runner;

namespace CallGrains.Simulation;

public sealed class SeedTests
{
    private const int Seeds = 5_000;
    private const int StepsOfASeed = 1_000;

    [Fact]
    public void Run_ManySeeds_KeepsEveryPromiseAndLeavesNothingOut()
    {
        var run = SeedRun.Over(1, Seeds);

        run.Failed.Select(static failed => $"--replay {failed.Seed}: {failed.Fault.Message}").ShouldBeEmpty();
        (run.Steps / run.Seeds).ShouldBeGreaterThan(StepsOfASeed);
        foreach (var what in Expected)
            run.Coverage.Counts.GetValueOrDefault(what).ShouldBeGreaterThan(0, what);
    }

    [Fact]
    public void Run_SameSeed_GivesTheSameHistory()
    {
        History(7).ShouldBe(History(7));
        History(7).ShouldNotBe(History(8));
    }

    private static List<string> History(int seed)
    {
        var lines = new List<string>();
        new Worlds.World(seed, history: new(lines.Add)).Run();
        return lines;
    }

    private static readonly string[] Expected =
    [
        .. Checks.Coverage.Faults,
        .. Checks.Coverage.Commands.Select(static name => $"accepted {name}"),
        "message Reserve", "message Reserved", "message Decided", "message Ack", "message to a call that is unknown or forgotten",
        "crash of the source, held", "crash of the source, held and ending",
        "crash of the target, requested", "crash of the target, committed", "crash during the write of a request",
        "crash during the write of a commit", "crash during the write of a hold", "crash during the write of a drop",
        "crash while ringing", "crash of an ended call",
        "write of several calls", "write of several calls failed", "write of several calls failed, yet stored", "notice within a write",
        "crossing moves", "same participant claimed by two targets", "move of a moved participant", "move committed", "move taken in part",
        "move failed", "move aborted", "person came back while still held", "read in doubt", "left memory", "call forgotten",
        "endpoint answers", "endpoint does not answer", "endpoint is an app", "endpoint follows a move", "person hangs up",
        "endpoint refuses 403", "endpoint refuses 480", "endpoint refuses 486", "endpoint refuses 603", "event overflow", "request repeated",
        "refusal 400/8501", "refusal 400/8523", "refusal 400/8528", "refusal 400/8585", "refusal 404/8522", "refusal 404/8558",
        "refusal 409/8519", "refusal 412/8583", "refusal 429/8516", "refusal 503/8519", "refusal 503/9001",
    ];
}
