namespace CallGrains.LoadTest.Client;

/// <summary>A connection string as the engine prints it: <c>endpoint=…;accesskey=…</c>.</summary>
internal sealed record ConnectionString(Uri Endpoint, byte[] AccessKey)
{
    public static ConnectionString Parse(string text)
    {
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(static part => part.Split('=', 2))
            .ToDictionary(static part => part[0].Trim(), static part => part[1], StringComparer.OrdinalIgnoreCase);
        return new(new(parts["endpoint"]), Convert.FromBase64String(parts["accesskey"]));
    }
}
