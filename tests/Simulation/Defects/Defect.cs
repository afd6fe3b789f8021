using CallGrains.Calls.Pump;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Defects;

/// <summary>A fault planted in the engine, to see that the checks find it. One instance belongs to one world.</summary>
internal abstract class Defect
{
    /// <summary>Whether a stale owner may answer by what it does not know.</summary>
    public virtual bool TrustsStaleOwners => false;

    /// <summary>Whether only the first call of a write of several is stored.</summary>
    public virtual bool TearsJointWrites => false;

    /// <summary>Decides an input, wrongly.</summary>
    public virtual Turn Decide(CallState? state, CallInput input, TurnContext context, DateTimeOffset now, bool rosterReadsWait) =>
        CallDecider.Decide(state, input, context, now, rosterReadsWait);

    /// <summary>Changes what a pump is given.</summary>
    public virtual IEnumerable<CallInput> Inputs(CallHost host, CallInput input) => [input];

    /// <summary>Changes what leaves a pump.</summary>
    public virtual IReadOnlyList<CallEffect> Effects(CallHost host, IReadOnlyList<CallEffect> effects) => effects;

    /// <summary>Whether a write is reported as done and never reaches the store.</summary>
    public virtual bool LosesWrite(CallHost host, CallWrite write) => false;
}
