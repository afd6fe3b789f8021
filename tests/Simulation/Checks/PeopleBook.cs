using CallGrains.Calls.State;
using CallGrains.Simulation.Actors;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Checks;

/// <summary>One participation, as the stored states of all calls say where it is.</summary>
internal sealed class Whereabouts(Guid participation)
{
    public Guid Participation => participation;

    /// <summary>The call it is in; the source of a move until the target's commit is stored.</summary>
    public required CallHost Place { get; set; }

    public int Hop { get; set; }

    public bool HasDeparted { get; set; }
}

/// <summary>
/// OnePlace: follows every participation through joins, moves and departures. A stay is only ever live or held where the book
/// says the participation is, or it is the stale entry of a hold whose move took the person away.
/// </summary>
internal sealed class PeopleBook
{
    private readonly Dictionary<Guid, Whereabouts> _people = [];
    private readonly List<Whereabouts> _arriving = [];
    private readonly List<(Participant Person, bool IsLive)> _before = [];
    private readonly List<(Participant Person, bool IsLive)> _after = [];

    public IEnumerable<Whereabouts> All => _people.Values;

    public Whereabouts? Find(Guid participation) => _people.GetValueOrDefault(participation);

    /// <summary>Whether this entry of a hold is a person who is still in this call.</summary>
    public bool IsIn(CallHost host, Participant entry) =>
        _people.TryGetValue(entry.Participation, out var person) && person.Place == host && person.Hop == entry.Hop && !person.HasDeparted;

    /// <summary>A target's commit is stored: the instant of the move.</summary>
    public void Taken(CallHost target, CallHost source, Participant? entry, Guid participation, int hop)
    {
        if (!_people.TryGetValue(participation, out var person) || person.HasDeparted)
            throw new BrokenPromiseException(Promise.OnePlace, $"{World.Name(target)} took {participation}, who is in no call.");

        if (person.Place != source || person.Hop != hop || entry is null)
        {
            throw new BrokenPromiseException(Promise.OnePlace,
                $"{World.Name(target)} took {participation} at hop {hop} from {World.Name(source)}, where it is not held; it is in {World.Name(person.Place)} at hop {person.Hop}.");
        }

        person.Place = target;
        person.Hop = hop + 1;
        _arriving.Add(person);
    }

    public void Compare(CallHost host, CallState? before, CallState after)
    {
        if (before is not null && _arriving.Count == 0
            && before.Roster == after.Roster && before.Holds == after.Holds && before.Farewells == after.Farewells)
        {
            return;
        }

        List(before, _before);
        List(after, _after);
        foreach (var (person, isLive) in _after)
            Present(host, person, isLive, WasLive(person));

        foreach (var farewell in after.Farewells)
        {
            if (farewell.Ring == 0)
                SaidBye(host, farewell);
        }

        foreach (var (person, _) in _before)
        {
            if (!IsListed(_after, person))
                Missing(host, person);
        }

        // Whom a commit took is here now, or left within the same write.
        foreach (var person in _arriving)
        {
            if (!person.HasDeparted && !_after.Exists(entry => entry.Person.Participation == person.Participation && entry.Person.Hop == person.Hop))
                throw new BrokenPromiseException(Promise.OnePlace, $"{World.Name(host)} took {person.Participation} and does not have it.");
        }

        _arriving.Clear();
    }

    /// <summary>A call is forgotten: nobody may be in it any more.</summary>
    public void Forget(CallHost host, CallState before)
    {
        List(before, _before);
        foreach (var (person, _) in _before)
            Missing(host, person);
    }

    /// <summary>At the end everybody is in one roster, or has departed.</summary>
    public void CheckRest()
    {
        foreach (var person in _people.Values)
        {
            if (person.HasDeparted)
                continue;

            if (person.Place.Seen?.Roster.Any(entry => entry.Stay == new Calls.Moves.Stay(person.Participation, person.Hop)) != true)
            {
                throw new BrokenPromiseException(Promise.OnePlace,
                    $"{person.Participation} neither departed nor is in {World.Name(person.Place)}.");
            }
        }
    }

    public void ByeHeard(EndpointStay stay)
    {
        if (_people.TryGetValue(stay.Participation, out var person) && !person.HasDeparted)
            throw new BrokenPromiseException(Promise.OnePlace, $"{stay.Participation} was sent away though it is in {World.Name(person.Place)}.");
    }

    private void Present(CallHost host, Participant entry, bool isLive, bool? wasLive)
    {
        if (!_people.TryGetValue(entry.Participation, out var person))
        {
            if (entry.Hop != 0)
                throw new BrokenPromiseException(Promise.OnePlace, $"{entry.Stay} appears in {World.Name(host)} and never joined.");

            _people.Add(entry.Participation, new(entry.Participation) { Place = host });
            return;
        }

        var isHere = person.Place == host && person.Hop == entry.Hop && !person.HasDeparted;
        var isStale = !isLive && wasLive == false && entry.Hop < person.Hop;
        if (!isHere && !isStale)
        {
            throw new BrokenPromiseException(Promise.OnePlace,
                $"{entry.Stay} is {(isLive ? "live" : "held")} in {World.Name(host)}, but {(person.HasDeparted ? "departed from" : "is in")} {World.Name(person.Place)} at hop {person.Hop}.");
        }
    }

    private void SaidBye(CallHost host, Farewell farewell)
    {
        if (!_people.TryGetValue(farewell.Participation, out var person) || person.HasDeparted)
            return;

        if (person.Place != host)
        {
            throw new BrokenPromiseException(Promise.OnePlace,
                $"{World.Name(host)} says Bye to {farewell.Participation}, who is in {World.Name(person.Place)}.");
        }

        foreach (var (entry, _) in _after)
        {
            if (entry.Participation == farewell.Participation && entry.Hop == person.Hop)
                throw new BrokenPromiseException(Promise.OnePlace, $"{World.Name(host)} says Bye to {farewell.Participation} and keeps it.");
        }

        person.HasDeparted = true;
    }

    private void Missing(CallHost host, Participant entry)
    {
        if (_people.TryGetValue(entry.Participation, out var person) && person.Place == host && person.Hop == entry.Hop && !person.HasDeparted)
            throw new BrokenPromiseException(Promise.OnePlace, $"{entry.Stay} ({entry.Identifier}) vanished from {World.Name(host)}: it is in no call.");
    }

    private bool? WasLive(Participant person)
    {
        foreach (var (before, isLive) in _before)
        {
            if (before.Stay == person.Stay)
                return isLive;
        }

        return null;
    }

    private static bool IsListed(List<(Participant Person, bool IsLive)> list, Participant person)
    {
        foreach (var (other, _) in list)
        {
            if (other.Stay == person.Stay)
                return true;
        }

        return false;
    }

    private static void List(CallState? state, List<(Participant Person, bool IsLive)> list)
    {
        list.Clear();
        if (state is null)
            return;

        foreach (var person in state.Roster)
            list.Add((person, true));

        foreach (var hold in state.Holds)
        {
            foreach (var entry in hold.Entries)
                list.Add((entry, false));
        }
    }
}
