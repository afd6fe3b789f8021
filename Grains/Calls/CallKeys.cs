using System.Globalization;
using CallGrains.Calls.Ids;

namespace CallGrains.Grains.Calls;

/// <summary>The keys of call grains: call keys as text.</summary>
internal static class CallKeys
{
    /// <summary>Reads a key.</summary>
    /// <exception cref="FormatException">The text is no call key.</exception>
    public static CallKey Parse(string text) => new(UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
}
