using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;

namespace CallGrains.Calls.Turns;

/// <summary>What decisions may use besides state and input: limits, ids, and nothing of the outside world.</summary>
/// <param name="Self">The call that decides.</param>
/// <param name="Rules">Limits and times.</param>
/// <param name="Names">The ids of the call.</param>
/// <param name="IdSource">Where random ids come from.</param>
internal sealed record TurnContext(CallKey Self, CallRules Rules, CallNames Names, IIdSource IdSource);
