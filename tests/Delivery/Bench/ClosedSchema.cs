using System.Text.Json;

namespace CallGrains.Delivery.Bench;

/// <summary>Checks JSON against the schemas derived from the published API description, every object closed.</summary>
internal static class ClosedSchema
{
    private static readonly JsonElement Definitions = Load();

    /// <summary>What is wrong with a value; empty when it fits.</summary>
    public static IReadOnlyList<string> Faults(JsonElement value, string definition)
    {
        var faults = new List<string>();
        Check(value, Definitions.GetProperty(definition), definition, faults);
        return faults;
    }

    private static void Check(JsonElement value, JsonElement schema, string at, List<string> faults)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(value, Definitions.GetProperty(reference.GetString()!["#/$defs/".Length..]), at, faults);
            return;
        }

        if (schema.TryGetProperty("const", out var wanted) && wanted.GetString() != value.GetString())
            faults.Add($"{at} is {value}, not {wanted}");
        if (schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(choice => choice.ToString() == value.ToString()))
            faults.Add($"{at} is {value}, which is no choice");
        if (schema.TryGetProperty("type", out var type) && !Fits(value, type.GetString()!))
            faults.Add($"{at} is no {type}");
        else if (value.ValueKind == JsonValueKind.Object)
            CheckMembers(value, schema, at, faults);
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
                Check(item, schema.GetProperty("items"), at + "[]", faults);
        }
    }

    private static void CheckMembers(JsonElement value, JsonElement schema, string at, List<string> faults)
    {
        var properties = schema.TryGetProperty("properties", out var known) ? known : default;
        foreach (var member in value.EnumerateObject())
        {
            if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member.Name, out var inner))
                Check(member.Value, inner, $"{at}.{member.Name}", faults);
            else
                faults.Add($"{at}.{member.Name} is not in the contract");
        }

        if (!schema.TryGetProperty("required", out var required))
            return;
        foreach (var name in required.EnumerateArray().Select(name => name.GetString()!))
        {
            if (!value.TryGetProperty(name, out _))
                faults.Add($"{at}.{name} is missing");
        }
    }

    private static bool Fits(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.ValueKind == JsonValueKind.Number,
    };

    private static JsonElement Load()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "contract.json");
        return JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("$defs");
    }
}
