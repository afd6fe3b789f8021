namespace CallGrains.Calls.Ids;

/// <summary>The kinds of name under which a call can be found besides its server call id.</summary>
public enum GroupLocatorKind : byte
{
    /// <summary>A group call id.</summary>
    GroupCall = 1,

    /// <summary>A room id.</summary>
    Room = 2,
}

/// <summary>A group call id or a room id: it names the current call of a group or room.</summary>
/// <param name="Kind">Whether the id is of a group call or of a room.</param>
/// <param name="Id">The id, as the client spelled it.</param>
public sealed record GroupLocator(GroupLocatorKind Kind, string Id);
