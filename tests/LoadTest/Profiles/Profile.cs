namespace CallGrains.LoadTest.Profiles;

/// <summary>The kinds of load, by name.</summary>
internal static class Profile
{
    public static IReadOnlyDictionary<string, Func<LoadContext, CancellationToken, Task>> All { get; } =
        new Dictionary<string, Func<LoadContext, CancellationToken, Task>>(StringComparer.OrdinalIgnoreCase)
        {
            ["steady"] = Conversations.SteadyAsync,
            ["mix"] = Conversations.MixAsync,
            ["changes"] = Conversations.ChangesAsync,
            ["webhooks"] = Conversations.WebhooksAsync,
            ["read"] = Reads.RunAsync,
            ["moves"] = Moves.RunAsync,
            ["move-requests"] = Moves.RequestsAsync,
            ["big"] = BigCalls.RunAsync,
            ["idle"] = IdleCalls.RunAsync,
            ["storm"] = CreateStorms.RunAsync,
        };
}
