using CallGrains.Calls.Pump;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Simulation.Defects;

/// <summary>A defect in how calls decide.</summary>
internal sealed class PlantedInDecisions(Func<Decision, Turn> decide) : Defect
{
    public override Turn Decide(CallState? state, CallInput input, TurnContext context, DateTimeOffset now, bool rosterReadsWait) =>
        decide(new(state, input, context, now, rosterReadsWait));
}
