using System.Globalization;
using CallGrains.Calls.Ids;
using CallGrains.Grains.Abstractions.Calls;

namespace CallGrains.Grains.Calls;

/// <summary>The keys of call grains: call keys as text.</summary>
internal static class CallKeys
{
    /// <summary>The grain of a call.</summary>
    public static ICallGrain GetCall(this IGrainFactory grains, CallKey call) => grains.GetGrain<ICallGrain>(call.ToString());

    /// <summary>Reads a key.</summary>
    /// <exception cref="FormatException">The text is no call key.</exception>
    public static CallKey Parse(string text) => new(UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
}
