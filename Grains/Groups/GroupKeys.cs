using System.Security.Cryptography;
using System.Text;
using CallGrains.Calls.Ids;
using CallGrains.Grains.Abstractions.Groups;

namespace CallGrains.Grains.Groups;

/// <summary>The keys of group grains: clients choose the ids of groups, so their hash is taken.</summary>
internal static class GroupKeys
{
    /// <summary>The grain of a group or room.</summary>
    public static IGroupCallGrain GetGroup(this IGrainFactory grains, GroupLocator locator)
    {
        var name = Encoding.UTF8.GetBytes($"{(int)locator.Kind}\n{locator.Id}");
        return grains.GetGrain<IGroupCallGrain>(Convert.ToHexStringLower(SHA256.HashData(name)));
    }
}
