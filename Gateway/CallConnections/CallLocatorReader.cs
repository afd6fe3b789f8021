using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Requests;
using CallGrains.Gateway.Wire;

namespace CallGrains.Gateway.CallConnections;

/// <summary>Reads a <c>callLocator</c>: exactly one id, of the kind that is named if one is.</summary>
internal static class CallLocatorReader
{
    /// <summary>Reads a locator.</summary>
    /// <exception cref="RequestRefusedException">It names no call, or several.</exception>
    public static LocatedCall Read(CallLocator? locator, string field)
    {
        _ = Check.Given(locator, field);
        _ = Check.Word(locator.Kind, $"{field}.kind", "groupCallLocator", "serverCallLocator", "roomCallLocator");
        (string Kind, string Member, string? Id)[] all =
        [
            ("serverCallLocator", "serverCallId", locator.ServerCallId),
            ("groupCallLocator", "groupCallId", locator.GroupCallId),
            ("roomCallLocator", "roomId", locator.RoomId),
        ];
        var given = Array.FindAll(all, one => one.Id is not null);
        if (given.Length != 1)
            throw RequestRefusedException.Invalid(field, "Exactly one of serverCallId, groupCallId and roomId is required.");

        var (kind, member, id) = given[0];
        if (locator.Kind is not null && locator.Kind != kind)
            throw RequestRefusedException.Invalid($"{field}.kind", $"The kind is {locator.Kind}, but {member} is given.");

        return new(kind, Check.Text(id, $"{field}.{member}", RequestLimits.MaxOpaqueId), $"{field}.{member}");
    }
}

/// <summary>What a locator names.</summary>
/// <param name="Kind">The kind of locator.</param>
/// <param name="Id">The id.</param>
/// <param name="Field">The field of the id.</param>
internal sealed record LocatedCall(string Kind, string Id, string Field)
{
    private GroupLocator? Group => Kind switch
    {
        "serverCallLocator" => null,
        "groupCallLocator" => new(GroupLocatorKind.GroupCall, Id),
        _ => new(GroupLocatorKind.Room, Id),
    };

    /// <summary>The call, or null when there is none.</summary>
    public ValueTask<CallKey?> FindAsync(ICallEngine engine, CancellationToken cancellationToken) =>
        Group is { } group ? engine.FindGroupCallAsync(group, cancellationToken)
        : new(engine.Ids.TryReadServerCall(Id, out var call) ? call : (CallKey?)null);

    /// <summary>The calls it named before, the latest first.</summary>
    public ValueTask<IReadOnlyList<CallKey>> ListEarlierAsync(ICallEngine engine, CancellationToken cancellationToken) =>
        Group is { } group ? engine.ListEarlierGroupCallsAsync(group, cancellationToken) : new([]);
}
