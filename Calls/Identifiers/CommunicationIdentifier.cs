namespace CallGrains.Calls.Identifiers;

/// <summary>
/// Names a person, phone or application by its raw id. The raw id is the whole identity: kind, cloud and parts are read off
/// it, so that two spellings of one participant cannot meet in a roster.
/// </summary>
/// <remarks>The prefixes are those of the contract (OPERATIONS, "Common types"); any other raw id is <see cref="IdentifierKind.Unknown"/>.</remarks>
public sealed record CommunicationIdentifier
{
    /// <summary>The longest raw id accepted, in characters.</summary>
    public const int MaxRawIdLength = 256;

    private const string AnonymousPhone = "4:anonymous";

    private static readonly (string Prefix, CloudEnvironment Cloud)[] AcsUsers =
        [("8:acs:", CloudEnvironment.Public), ("8:spool:", CloudEnvironment.Public), ("8:dod-acs:", CloudEnvironment.Dod), ("8:gcch-acs:", CloudEnvironment.Gcch)];

    private static readonly (string Prefix, CloudEnvironment Cloud)[] TeamsUsers =
        [("8:orgid:", CloudEnvironment.Public), ("8:dod:", CloudEnvironment.Dod), ("8:gcch:", CloudEnvironment.Gcch)];

    private static readonly (string Prefix, CloudEnvironment Cloud)[] TeamsApps =
        [("28:orgid:", CloudEnvironment.Public), ("28:dod:", CloudEnvironment.Dod), ("28:gcch:", CloudEnvironment.Gcch)];

    private const string TeamsVisitor = "8:teamsvisitor:";

    private CommunicationIdentifier(string rawId, IdentifierKind kind, CloudEnvironment cloud, int valueStart)
    {
        RawId = rawId;
        Kind = kind;
        Cloud = cloud;
        ValueStart = valueStart;
    }

    /// <summary>The raw id, for example <c>8:acs:…</c> or <c>4:+14255550123</c>.</summary>
    public string RawId { get; }

    /// <summary>What the raw id names.</summary>
    public IdentifierKind Kind { get; }

    /// <summary>The cloud of a Teams user, Teams application or Teams extension user; otherwise <see cref="CloudEnvironment.Public"/>.</summary>
    public CloudEnvironment Cloud { get; }

    /// <summary>The raw id without its prefix: the phone number, the Teams user id, the application id; the whole raw id of an ACS user.</summary>
    public string Value => ValueStart == 0 ? RawId : RawId[ValueStart..];

    /// <summary>Whether this is an anonymous phone or an anonymous Teams visitor.</summary>
    public bool IsAnonymous =>
        (Kind == IdentifierKind.PhoneNumber && RawId.StartsWith(AnonymousPhone, StringComparison.Ordinal))
        || (Kind == IdentifierKind.MicrosoftTeamsUser && RawId.StartsWith(TeamsVisitor, StringComparison.Ordinal));

    private int ValueStart { get; }

    /// <summary>Reads a raw id.</summary>
    /// <param name="rawId">The raw id, 1 to <see cref="MaxRawIdLength"/> characters.</param>
    /// <exception cref="FormatException">The raw id is empty or too long.</exception>
    public static CommunicationIdentifier Parse(string rawId) =>
        TryParse(rawId, out var identifier)
            ? identifier
            : throw new FormatException($"A raw id has 1 to {MaxRawIdLength} characters.");

    /// <summary>Reads a raw id; any text of acceptable length is an identifier, of kind unknown at worst.</summary>
    /// <param name="rawId">The raw id.</param>
    /// <param name="identifier">The identifier, when the answer is true.</param>
    /// <returns>False when the text is empty or longer than <see cref="MaxRawIdLength"/>.</returns>
    public static bool TryParse(string? rawId, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CommunicationIdentifier? identifier)
    {
        identifier = rawId is { Length: > 0 and <= MaxRawIdLength } ? Recognize(rawId) : null;
        return identifier is not null;
    }

    /// <summary>The identifier of a phone number in E.164 form.</summary>
    /// <param name="number">The number with its leading plus sign.</param>
    public static CommunicationIdentifier PhoneNumber(string number) => Parse("4:" + number);

    /// <summary>The three parts of a Teams extension user's raw id.</summary>
    /// <returns>Resource, tenant and user id.</returns>
    /// <exception cref="InvalidOperationException">This is not a Teams extension user.</exception>
    public (string ResourceId, string TenantId, string UserId) TeamsExtensionParts()
    {
        if (Kind != IdentifierKind.TeamsExtensionUser)
            throw new InvalidOperationException($"{RawId} is not a Teams extension user.");

        var parts = Value.Split('_');
        return (parts[0], parts[1], parts[2]);
    }

    /// <inheritdoc/>
    public bool Equals(CommunicationIdentifier? other) => other is not null && RawId == other.RawId;

    /// <inheritdoc/>
    public override int GetHashCode() => RawId.GetHashCode(StringComparison.Ordinal);

    /// <summary>The raw id.</summary>
    public override string ToString() => RawId;

    private static CommunicationIdentifier Recognize(string rawId)
    {
        foreach (var (prefix, cloud) in AcsUsers)
        {
            if (!rawId.StartsWith(prefix, StringComparison.Ordinal))
                continue;

            // A user of a resource has two parts, resource_user; a Teams extension user has three.
            return rawId.AsSpan(prefix.Length).Count('_') == 2
                ? new(rawId, IdentifierKind.TeamsExtensionUser, cloud, prefix.Length)
                : new(rawId, IdentifierKind.CommunicationUser, CloudEnvironment.Public, 0);
        }

        if (rawId.StartsWith("4:", StringComparison.Ordinal) && rawId.Length > 2)
            return new(rawId, IdentifierKind.PhoneNumber, CloudEnvironment.Public, 2);

        foreach (var (prefix, cloud) in TeamsUsers)
        {
            if (rawId.StartsWith(prefix, StringComparison.Ordinal))
                return new(rawId, IdentifierKind.MicrosoftTeamsUser, cloud, prefix.Length);
        }

        if (rawId.StartsWith(TeamsVisitor, StringComparison.Ordinal))
            return new(rawId, IdentifierKind.MicrosoftTeamsUser, CloudEnvironment.Public, TeamsVisitor.Length);

        foreach (var (prefix, cloud) in TeamsApps)
        {
            if (rawId.StartsWith(prefix, StringComparison.Ordinal))
                return new(rawId, IdentifierKind.MicrosoftTeamsApp, cloud, prefix.Length);
        }

        return new(rawId, IdentifierKind.Unknown, CloudEnvironment.Public, 0);
    }
}
