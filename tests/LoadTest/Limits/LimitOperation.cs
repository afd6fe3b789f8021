namespace CallGrains.LoadTest.Limits;

/// <summary>What a limit answers to one operation, and what it posts after it.</summary>
/// <param name="Status">The status.</param>
/// <param name="Answer">The body; null for none.</param>
/// <param name="Events">The bodies of the callbacks, in order.</param>
internal sealed record LimitOperation(int Status, BodyTemplate? Answer, params BodyTemplate[] Events)
{
    private const string Calls = "/calling/callConnections";
    private const int IdLength = 36;

    private static readonly LimitOperation Create = new(201, Bodies.Created, Bodies.CallConnected, Bodies.RosterOfTwo);
    private static readonly LimitOperation Get = new(200, Bodies.Connection);
    private static readonly LimitOperation Participants = new(200, Bodies.Participants);
    private static readonly LimitOperation Add = new(202, Bodies.Added, Bodies.AddSucceeded, Bodies.RosterOfFour);
    private static readonly LimitOperation Remove = new(202, Bodies.Removed, Bodies.RemoveSucceeded, Bodies.RosterOfFour);
    private static readonly LimitOperation Move = new(202, Bodies.Moved);
    private static readonly LimitOperation Terminate = new(204, null, Bodies.CallDisconnected);

    /// <summary>Finds the operation of a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <param name="id">The connection: of the path, or a new one.</param>
    public static LimitOperation? Find(string method, ReadOnlySpan<char> path, out Guid id)
    {
        id = default;
        if (!path.StartsWith(Calls, StringComparison.Ordinal))
            return null;

        var rest = path[Calls.Length..];
        if (rest.IsEmpty)
        {
            id = Guid.NewGuid();
            return Create;
        }

        if (rest.Length <= IdLength || !Guid.TryParseExact(rest.Slice(1, IdLength), "D", out id))
            return null;

        return rest[(IdLength + 1)..] switch
        {
            "" when method == "GET" => Get,
            "/participants" when method == "GET" => Participants,
            "/participants:add" => Add,
            "/participants:remove" => Remove,
            "/participants:moveHere" => Move,
            ":terminate" => Terminate,
            _ => null,
        };
    }
}
