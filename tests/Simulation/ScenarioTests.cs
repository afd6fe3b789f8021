using CallGrains.Simulation.Exploration;

namespace CallGrains.Simulation;

/// <summary>Races of moves, explored wholly: every order of messages, every loss, duplicate and crash.</summary>
public sealed class ScenarioTests
{
    private static readonly Dictionary<string, Func<Scenario>> Scenarios = new()
    {
        ["crossing moves"] = static () => Of("ap", "bq").Move("M0", 0, 1, "b").Move("M1", 1, 0, "a"),
        ["crossing moves of one person each way, one call ends"] = static () => Of("a", "b").Move("M0", 0, 1, "b").Move("M1", 1, 0, "a").Terminate(0),
        ["crossing moves of the same raw id"] = static () => Of("p", "p").Move("M0", 0, 1, "p").Move("M1", 1, 0, "p"),
        ["ring of three calls"] = static () => Of("a", "b", "c").Move("M0", 1, 0, "a").Move("M1", 2, 1, "b").Move("M2", 0, 2, "c"),
        ["ring of three calls, one person around"] = static () => Of("p", "", "").Move("M0", 1, 0, "p").Move("M1", 2, 1, "p").Move("M2", 0, 2, "p"),
        ["same participant claimed by two targets"] = static () => Of("pq", "x", "y").Move("M0", 1, 0, "p").Move("M1", 2, 0, "p"),
        ["two participants claimed by two targets, crosswise"] = static () => Of("pq", "x", "y").Move("M0", 1, 0, "pq").Move("M1", 2, 0, "qp"),
        ["move and remove"] = static () => Of("pq", "x").Move("M", 1, 0, "p").Remove(0, 'p'),
        ["move and remove in the target"] = static () => Of("pq", "x").Move("M", 1, 0, "p").Remove(1, 'p'),
        ["move and transfer"] = static () => Of("pq", "x").Move("M", 1, 0, "p").Transfer(0, 'p', 't'),
        ["move and hang-up of the person"] = static () => Of("pq", "x").Move("M", 1, 0, "p").Leaves(0, 'p'),
        ["move, back again, and hang-up of the person"] = static () => Of("pq", "x").Move("M0", 1, 0, "p").Move("M1", 0, 1, "p").Leaves(0, 'p'),
        ["move and hang-up of the source"] = static () => Of("pq", "x").Move("M", 1, 0, "p").HangUp(0),
        ["move and hang-up of the target"] = static () => Of("pq", "x").Move("M", 1, 0, "p").HangUp(1),
        ["move and terminate of the source"] = static () => Of("pq", "x").Move("M", 1, 0, "pq").Terminate(0),
        ["move and terminate of the target"] = static () => Of("pq", "x").Move("M", 1, 0, "pq").Terminate(1),
        ["move and terminate of both"] = static () => Of("pq", "x").Move("M", 1, 0, "p").Terminate(0).Terminate(1),
        ["move into a full target"] = static () => Full("pq", "xy").Move("M", 1, 0, "pq"),
        ["move into a target with room for one"] = static () => Full("pq", "x").Move("M", 1, 0, "pq"),
        ["move into a full target that somebody leaves"] = static () => Full("pq", "xy").Move("M", 1, 0, "p").Remove(1, 'y'),
        ["crossing moves of full calls"] = static () => Full("ap", "bq").Move("M0", 0, 1, "b").Move("M1", 1, 0, "a"),
        ["move of a person whose like is joining"] = static () => Of("p", "x").Move("M", 1, 0, "p").Join(1, 'p'),
    };

    public static TheoryData<string> Names => [.. Scenarios.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Explore_Race_KeepsEveryPromise(string scenario) =>
        Explorer.Explore(Scenarios[scenario]()).ShouldBeGreaterThanOrEqualTo(5);

    private static Scenario Of(params string[] calls) => With(new(), calls);

    private static Scenario Full(params string[] calls) => With(new() { Rules = new() { MaxParticipants = 3 } }, calls);

    private static Scenario With(Scenario scenario, string[] calls)
    {
        foreach (var people in calls)
            scenario.Call(people);

        return scenario;
    }
}
