using System.Collections;
using System.Globalization;
using System.Reflection;
using CallGrains.Calls.Identifiers;

namespace CallGrains.Calls.Tests.Codec;

/// <summary>A value written out property by property: lists compare by content here, which records do not do.</summary>
internal static class Structure
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        CommunicationIdentifier identifier => identifier.RawId,
        string text => $"\"{text}\"",
        IEnumerable when IsDefault(value) => "default",
        IEnumerable many => $"[{string.Join(", ", many.Cast<object?>().Select(Of))}]",
        DateTimeOffset time => time.UtcTicks.ToString(CultureInfo.InvariantCulture),
        IFormattable plain => plain.ToString(null, CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => $"{{{string.Join(", ", value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => $"{property.Name} = {Of(property.GetValue(value))}"))}}}",
    };

    private static bool IsDefault(object list) => list.GetType().GetProperty("IsDefault")?.GetValue(list) is true;
}
