namespace CallGrains.Calls.Identifiers;

/// <summary>The kinds of communication identifier the contract knows (<c>CommunicationIdentifierModelKind</c>).</summary>
public enum IdentifierKind : byte
{
    /// <summary>A raw id whose prefix names no known kind.</summary>
    Unknown,

    /// <summary>A user of a Communication Services resource, <c>8:acs:…</c>.</summary>
    CommunicationUser,

    /// <summary>A phone number, <c>4:+…</c>, or an anonymous caller, <c>4:anonymous</c>.</summary>
    PhoneNumber,

    /// <summary>A Teams user, <c>8:orgid:…</c>, or an anonymous visitor, <c>8:teamsvisitor:…</c>.</summary>
    MicrosoftTeamsUser,

    /// <summary>A Teams application, <c>28:orgid:…</c>.</summary>
    MicrosoftTeamsApp,

    /// <summary>A Teams Phone user of a resource, <c>8:acs:{resource}_{tenant}_{user}</c>.</summary>
    TeamsExtensionUser,
}
