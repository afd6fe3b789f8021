using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Pump;
using CallGrains.Calls.State;
using CallGrains.Simulation.Actors;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Checks;

/// <summary>UsableAfterFailure: a connected call ends because somebody ended it, or because nobody is left to talk to.</summary>
internal sealed class EndingBook
{
    private readonly HashSet<(CallHost, Attempt)> _asked = [];

    /// <summary>Remembers that the call was asked to end.</summary>
    public void Given(CallHost host, CallInput input)
    {
        if (input is CommandInput { Command: HangUp or Terminate, Ticket: Attempt attempt })
            _asked.Add((host, attempt));
    }

    /// <summary>What a command did is stored before it is answered; from then on it explains no end any more.</summary>
    public void Answered(CallHost host, Attempt attempt) => _asked.Remove((host, attempt));

    public void Compare(CallHost host, CallState? before, CallState after, List<PendingEvent> added)
    {
        if (before is not { Phase: CallPhase.Connected } || after.IsAlive || _asked.Any(asked => asked.Item1 == host))
            return;

        // Who was here to the end: told goodbye for no reason of their own.
        var people = after.HeldCount;
        foreach (var farewell in after.Farewells)
        {
            if (farewell.Ring == 0 && IsOfTheEnd(farewell.Reason) && before.Roster.Any(person => person.Participation == farewell.Participation))
                people++;
        }

        var apps = 0;
        var talking = 0;
        foreach (var leg in before.Legs)
        {
            if (!leg.IsUp || added.Any(each => each.Leg == leg.Number && each.Kind == CallEventKind.CallDisconnected && !IsOfTheEnd(each.Result)))
                continue;

            apps++;
            if (leg.Kind != LegKind.Connect)
                talking++;
        }

        if (people > 0 ? people + apps > 1 : talking > 1)
            throw new BrokenPromiseException(Promise.UsableAfterFailure, $"{World.Name(host)} ended with {people} people and {apps} apps in it.");

        // Nobody being left includes that nobody is about to come.
        foreach (var failed in added)
        {
            if (failed.Result == Results.CallEnded && EndsOf(added, failed.Leg))
                throw new BrokenPromiseException(Promise.UsableAfterFailure, $"{World.Name(host)} ended of itself with {failed.OperationContext} under way.");
        }
    }

    private static bool EndsOf(List<PendingEvent> added, ushort leg) =>
        added.Exists(each => each.Leg == leg && each.Kind == CallEventKind.CallDisconnected && IsOfTheEnd(each.Result));

    private static bool IsOfTheEnd(ResultInformation reason) =>
        reason != Results.Removed && reason != Results.Transferred && reason != ResultInformation.Success
        && reason != Results.EndedByApp && reason != Results.Cancelled && reason != Results.TakenByApp;
}
