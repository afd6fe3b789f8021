using System.Globalization;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Identifiers;

namespace CallGrains.Simulation.Worlds;

/// <summary>What differs from world to world besides its faults: limits, often so low that they are met, and how many people there are.</summary>
internal static class Surroundings
{
    public static CallRules DrawRules(Dice dice) => new()
    {
        MaxParticipants = dice.Chance(0.3) ? 3 + dice.Below(4) : 350,
        MaxUndeliveredEvents = dice.Chance(0.2) ? 3 + dice.Below(4) : 1000,
        MaxWaiting = dice.Chance(0.2) ? 1 : 100,
        MaxMoves = dice.Chance(0.1) ? 1 : 200,
        MaxLegs = dice.Chance(0.2) ? 2 : 50,
        MaxInvitations = dice.Chance(0.1) ? 2 : 350,
        MaxRepeats = dice.Chance(0.1) ? 10 : 2000,
        MaxRedirects = 2,
        MaxClientClockAhead = TimeSpan.Zero,
        RepeatWindow = dice.Chance(0.5) ? TimeSpan.FromMinutes(1) : TimeSpan.FromMinutes(10),
    };

    public static CommunicationIdentifier[] DrawPeople(Dice dice)
    {
        var people = new CommunicationIdentifier[3 + dice.Below(8)];
        for (var i = 0; i < people.Length; i++)
        {
            people[i] = i % 4 == 3
                ? CommunicationIdentifier.PhoneNumber(string.Create(CultureInfo.InvariantCulture, $"+1425555{i:0000}"))
                : CommunicationIdentifier.Parse(string.Create(CultureInfo.InvariantCulture, $"8:acs:res_{(char)('a' + i)}"));
        }

        return people;
    }
}
