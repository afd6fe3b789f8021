namespace CallGrains.ProcessTests.Rig;

/// <summary>Identifiers nobody else uses.</summary>
internal static class People
{
    /// <summary>What the raw ids begin with that the app stands behind.</summary>
    public const string AppPrefix = "8:acs:app-";

    public static string AppUser() => $"{AppPrefix}{Guid.NewGuid()}";

    public static string User() => $"8:acs:{Guid.NewGuid()}_{Guid.NewGuid()}";

    /// <summary>A user in the form of the wire.</summary>
    public static object Wire(string rawId) => new { rawId, kind = "communicationUser", communicationUser = new { id = rawId } };
}
