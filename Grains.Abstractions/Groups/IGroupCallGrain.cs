namespace CallGrains.Grains.Abstractions.Groups;

/// <summary>Knows the current call of one group or room. Its key is the hash of the group's or room's id.</summary>
[Alias("callgrains.IGroupCallGrain")]
public interface IGroupCallGrain : IGrainWithStringKey
{
    /// <summary>The call last claimed; null when none ever was.</summary>
    [Alias("Find"), ReadOnly, ResponseTimeout("00:00:10")]
    Task<string?> FindAsync();

    /// <summary>Makes a call the current one, unless the present one is going on.</summary>
    /// <param name="call">The key of the call.</param>
    /// <returns>The key of the current call after the claim.</returns>
    [Alias("Claim"), ResponseTimeout("00:00:10")]
    Task<string> ClaimAsync(string call);
}
