using System.Text.Json.Nodes;

namespace CallGrains.Gateway.Tests.Generated;

/// <summary>Ways to spoil a good request body. Each leaves something that must be refused.</summary>
internal static class Mutations
{
    private static readonly Func<Random, JsonNode?>[] Foreign =
    [
        random => JsonValue.Create(random.Next()),
        random => JsonValue.Create(random.NextDouble()),
        _ => JsonValue.Create(true),
        _ => new JsonArray(new JsonArray()),
        _ => new JsonObject { ["x"] = new JsonObject() },
    ];

    /// <summary>Spoils the body.</summary>
    public static string Spoil(string good, Random random)
    {
        var body = JsonNode.Parse(good)!.AsObject();
        switch (random.Next(8))
        {
            case 0:
                return Malformed(good, random);
            case 1:
                body[Name(random)] = Foreign[random.Next(Foreign.Length)](random);
                return body.ToJsonString();
            case 2:
                Required(body, random, (parent, name) => parent.Remove(name));
                return body.ToJsonString();
            case 3:
                Required(body, random, (parent, name) => parent[name] = null);
                return body.ToJsonString();
            case 4:
                Required(body, random, (parent, name) => parent[name] = Foreign[random.Next(Foreign.Length)](random));
                return body.ToJsonString();
            case 5:
                body["operationContext"] = new string((char)random.Next('a', 'z'), 5_001 + random.Next(20_000));
                return body.ToJsonString();
            case 6:
                return Deep(random);
            default:
                return Doubled(body, random);
        }
    }

    private static void Required(JsonObject body, Random random, Action<JsonObject, string> change)
    {
        var names = body.Select(pair => pair.Key).ToArray();
        change(body, names[random.Next(names.Length)]);
    }

    private static string Malformed(string good, Random random) => random.Next(6) switch
    {
        0 => good[..random.Next(good.Length)],
        1 => good + (char)random.Next('!', '~'),
        2 => good.Replace('"', '\''),
        3 => good.Insert(random.Next(1, good.Length - 1), "\u0001"),
        4 => "\"" + new string('x', random.Next(100)),
        _ => new string((char)random.Next(' ', 0x2FFF), random.Next(1, 200)),
    };

    private static string Deep(Random random)
    {
        var depth = random.Next(33, 5_000);
        return random.Next(2) == 0
            ? new string('[', depth) + new string(']', depth)
            : string.Concat(Enumerable.Repeat("""{"targets":""", depth)) + "1" + new string('}', depth);
    }

    private static string Doubled(JsonObject body, Random random)
    {
        var name = body.Select(pair => pair.Key).ElementAt(random.Next(body.Count));
        var text = body.ToJsonString();
        return text[..^1] + $",\"{name}\":{body[name]?.ToJsonString() ?? "null"}}}";
    }

    private static string Name(Random random) =>
        new([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(4) == 0 ? (char)random.Next(0x20, 0x24FF) : (char)random.Next('a', 'z')), 'Q']);
}
