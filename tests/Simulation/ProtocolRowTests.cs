using CallGrains.Simulation.Checks;
using CallGrains.Simulation.Defects;
using CallGrains.Simulation.Exploration;

namespace CallGrains.Simulation;

/// <summary>
/// The faults of simpler protocols (docs/protocol.md, "What each rule is for"). Each scenario is explored wholly: with the
/// protocol as it is no promise breaks; with the one rule taken out the fault shows, so the exploration does come by it.
/// </summary>
public sealed class ProtocolRowTests
{
    private static readonly Dictionary<string, (Func<Scenario> Scenario, string Defect)> Rows = new()
    {
        ["1 newcomer of the same raw id while the move is answered again"] = (static () => Begin("pq", "").Move("M", 1, 0, "p").Join(0, 'p'), "commit names everybody who was granted"),
        ["2 person comes back while still held, two calls"] = (static () => Begin("p", "").Move("M0", 1, 0, "p").Move("M1", 0, 1, "p"), "whom the target took is dropped wherever it is"),
        ["2 person comes back while still held, three calls"] = (static () => Begin("p", "", "").Move("M0", 1, 0, "p").Move("M1", 2, 1, "p").Move("M2", 0, 2, "p"), "whom the target took is dropped wherever it is"),
        ["3 old Reserve meets the person in another stay"] = (static () => Begin("p", "").Move("M0", 1, 0, "p").Move("M1", 0, 1, "p"), "hop ignored"),
        ["6 target takes only some"] = (static () => Begin("pq", "q").Move("M", 1, 0, "pq"), "commit names everybody who was granted"),
        ["8 target ends and is forgotten"] = (static () => Begin("p", "").Move("M", 1, 0, "p").Terminate(1), "committed move is given up with the call"),
        ["8 target passes the person on, ends and is forgotten"] = (static () => Begin("p", "", "").Move("M0", 1, 0, "p").Move("M1", 2, 1, "p").Terminate(1), "committed move is given up with the call"),
        ["9 source ends and disconnects a person who is in the target"] = (static () => Begin("p", "").Move("M", 1, 0, "p").Terminate(0), "end disconnects people held"),
        ["10 source ends and forgets whom it holds"] = (static () => Begin("p", "").Move("M", 1, 0, "p").Terminate(0), "end forgets people held"),
        ["11 person held hangs up"] = (static () => Begin("p", "").Move("M", 1, 0, "p").Leaves(0, 'p'), "person held hangs up and is removed"),
        ["12 leg that posted hangs up"] = (static () => TwoLegs().Move("M", 1, 0, "p").HangUp(1), "moves outlive the leg that asked"),
        ["13 source is left with people held"] = (static () => Staying("p", "pq", "x").Move("M", 1, 0, "p").Remove(0, 'q'), "only the app is left, but for people held"),
        ["14 crossing moves of 1:1 calls"] = (static () => Certain("a", "b").Move("M0", 0, 1, "b").Move("M1", 1, 0, "a"), "only the app is left, but for a move to come"),
        ["15 limit and people held"] = (static () => Full("p", "").Move("M", 1, 0, "p").Join(0, 'q'), "limit does not count people held"),
        ["16 reply lost"] = (static () => Certain("p", "").Move("M", 1, 0, "p"), "repeated Reserve is refused"),
        ["18 move id used again"] = (static () => Begin("p", "").Move("M0", 1, 0, "p", id: "M").Move("M1", 1, 0, "p", id: "M"), "the second move has the id of the first"),
        ["20 drop acknowledged before it is written"] = (static () => Begin("p", "").Move("M", 1, 0, "p"), "drop only in memory"),
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Explore_Row_KeepsEveryPromise(string row)
    {
        if (row.StartsWith("18 ", StringComparison.Ordinal))
            Explorer.Explore(Begin("p", "").Move("M0", 1, 0, "p").Move("M1", 1, 0, "p")).ShouldBeGreaterThan(50);
        else
            Explorer.Explore(Rows[row].Scenario()).ShouldBeGreaterThanOrEqualTo(10);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Explore_RowWithoutItsRule_BreaksAPromise(string row)
    {
        var (scenario, name) = Rows[row];
        var defect = PlantedDefects.OfDecisions.TryGetValue(name, out var planted) ? new PlantedInDecisions(planted) : null;

        Should.Throw<BrokenPromiseException>(() => Explorer.Explore(scenario(), defect));
    }

    private static Scenario Begin(params string[] calls) => With(new(), calls);

    private static Scenario Staying(string people, params string[] calls) => With(new() { Staying = people }, calls);

    private static Scenario Certain(params string[] calls) => With(new() { MovesTimeOut = false, MovesMustSucceed = true }, calls);

    private static Scenario Full(params string[] calls) => With(new() { Rules = new() { MaxParticipants = 2 } }, calls);

    private static Scenario TwoLegs()
    {
        var scenario = new Scenario();
        scenario.Call("p");
        scenario.Call("x", legs: 2);
        return scenario;
    }

    private static Scenario With(Scenario scenario, string[] calls)
    {
        foreach (var people in calls)
            scenario.Call(people);

        return scenario;
    }
}
