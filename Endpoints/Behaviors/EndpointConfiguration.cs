using System.Globalization;
using CallGrains.Calls.Identifiers;

namespace CallGrains.Endpoints.Behaviors;

/// <summary>Reads <see cref="EndpointOptions"/> from flat configuration keys.</summary>
/// <remarks>
/// Raw ids contain the colon that separates configuration keys, so that <c>Behaviors:8:acs:x:behavior</c> cannot be bound as a
/// dictionary: here the last part is the field, and what lies between is the raw id. <c>Behaviors:8:acs:x = busy</c> is short
/// for <c>Behaviors:8:acs:x:behavior = busy</c>.
/// </remarks>
public static class EndpointConfiguration
{
    private const string Presets = "Behaviors:";
    private const string Default = "Default";

    /// <summary>Reads the options.</summary>
    /// <param name="values">Keys below the section, for example <c>Default:behavior</c>; keys without a value are passed over.</param>
    /// <exception cref="FormatException">A key is unknown or a value is wrong; the message is one line and names the key.</exception>
    public static EndpointOptions Read(IEnumerable<KeyValuePair<string, string?>> values)
    {
        var fallback = new Fields();
        var presets = new SortedDictionary<string, Fields>(StringComparer.Ordinal);
        var options = new EndpointOptions();
        foreach (var (key, value) in values)
        {
            if (value is null)
                continue;

            if (key.StartsWith(Presets, StringComparison.OrdinalIgnoreCase))
                ReadPreset(presets, key, value);
            else if (key.Equals(Default, StringComparison.OrdinalIgnoreCase))
                fallback.Set("behavior", key, value);
            else if (key.StartsWith(Default + ":", StringComparison.OrdinalIgnoreCase))
                fallback.Set(key[(Default.Length + 1)..], key, value);
            else
                options = ReadBound(options, key, value);
        }

        return options with
        {
            Default = fallback.ToBehavior(),
            Behaviors = presets.ToDictionary(preset => preset.Key, preset => preset.Value.ToBehavior()),
        };
    }

    private static void ReadPreset(SortedDictionary<string, Fields> presets, string key, string value)
    {
        var rest = key[Presets.Length..];
        var cut = rest.LastIndexOf(':');
        var isField = cut > 0 && Fields.IsField(rest[(cut + 1)..]);
        var rawId = isField ? rest[..cut] : rest;
        if (!CommunicationIdentifier.TryParse(rawId, out _))
            throw new FormatException($"CallGrains:Endpoints:{key}: a raw id has 1 to {CommunicationIdentifier.MaxRawIdLength} characters.");

        if (!presets.TryGetValue(rawId, out var fields))
            presets[rawId] = fields = new();
        fields.Set(isField ? rest[(cut + 1)..] : "behavior", key, value);
    }

    private static EndpointOptions ReadBound(EndpointOptions options, string key, string value) => key.ToUpperInvariant() switch
    {
        "MAXBEHAVIORS" => options with { MaxBehaviors = Number(key, value, 1, 1_000_000) },
        "MAXBATCH" => options with { MaxBatch = Number(key, value, 1, 10_000) },
        "MAXWAITING" => options with { MaxWaiting = Number(key, value, 1_000, 10_000_000) },
        "MAXTOMBSTONES" => options with { MaxTombstones = Number(key, value, 1_000, 1_000_000) },
        _ => throw new FormatException($"CallGrains:Endpoints:{key} is not a setting."),
    };

    private static int Number(string key, string value, int min, int max) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new FormatException($"CallGrains:Endpoints:{key} is a whole number from {min} to {max}, not '{value}'.");

    private sealed class Fields
    {
        private BehaviorKind _kind = BehaviorKind.Answer;
        private int _afterMs;
        private int? _hangUpAfterMs;

        public static bool IsField(string name) => name.ToUpperInvariant() is "BEHAVIOR" or "AFTERMS" or "HANGUPAFTERMS";

        public void Set(string field, string key, string value)
        {
            switch (field.ToUpperInvariant())
            {
                case "BEHAVIOR":
                    if (!EndpointBehavior.TryParseKind(value, out _kind))
                    {
                        var names = string.Join(", ", Enum.GetValues<BehaviorKind>().Select(EndpointBehavior.NameOf));
                        throw new FormatException($"CallGrains:Endpoints:{key} is one of {names}, not '{value}'.");
                    }

                    break;
                case "AFTERMS":
                    _afterMs = Number(key, value, 0, EndpointBehavior.MaxAfterMs);
                    break;
                case "HANGUPAFTERMS":
                    _hangUpAfterMs = value.Length == 0 ? null : Number(key, value, 0, EndpointBehavior.MaxHangUpAfterMs);
                    break;
                default:
                    throw new FormatException($"CallGrains:Endpoints:{key} is not a setting.");
            }
        }

        public EndpointBehavior ToBehavior() => new() { Kind = _kind, AfterMs = _afterMs, HangUpAfterMs = _hangUpAfterMs };
    }
}
