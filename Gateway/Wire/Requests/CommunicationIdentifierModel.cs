using System.Text.Json.Serialization;

namespace CallGrains.Gateway.Wire;

// The common schema leaves these objects open, unlike the requests: what is unknown in them is passed over.

/// <summary>An identifier as a client writes it: a raw id, one sub-object, or both.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record CommunicationIdentifierModel
{
    /// <summary>The kind: <c>communicationUser</c>, <c>phoneNumber</c>, <c>microsoftTeamsUser</c>, <c>microsoftTeamsApp</c>, <c>teamsExtensionUser</c> or <c>unknown</c>; may be missing.</summary>
    public string? Kind { get; init; }

    /// <summary>The raw id, at most 256 characters; may be missing when a sub-object is given.</summary>
    public string? RawId { get; init; }

    /// <summary>A user of a Communication Services resource.</summary>
    public CommunicationUserIdentifierModel? CommunicationUser { get; init; }

    /// <summary>A phone number.</summary>
    public PhoneNumberIdentifierModel? PhoneNumber { get; init; }

    /// <summary>A Teams user.</summary>
    public MicrosoftTeamsUserIdentifierModel? MicrosoftTeamsUser { get; init; }

    /// <summary>A Teams application.</summary>
    public MicrosoftTeamsAppIdentifierModel? MicrosoftTeamsApp { get; init; }

    /// <summary>A Teams Phone user of a resource.</summary>
    public TeamsExtensionUserIdentifierModel? TeamsExtensionUser { get; init; }
}

/// <summary>A user of a Communication Services resource.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record CommunicationUserIdentifierModel
{
    /// <summary>The raw id of the user, <c>8:acs:…</c>; required.</summary>
    public string? Id { get; init; }
}

/// <summary>A phone number.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record PhoneNumberIdentifierModel
{
    /// <summary>The number in E.164 form, or <c>anonymous</c>; required.</summary>
    public string? Value { get; init; }

    /// <summary>Whether the caller is anonymous.</summary>
    public bool? IsAnonymous { get; init; }

    /// <summary>Tells apart two stays of one number in one call.</summary>
    public string? AssertedId { get; init; }
}

/// <summary>A Teams user.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record MicrosoftTeamsUserIdentifierModel
{
    /// <summary>The object id of the user; required.</summary>
    public string? UserId { get; init; }

    /// <summary>Whether this is an anonymous visitor.</summary>
    public bool? IsAnonymous { get; init; }

    /// <summary>The cloud: <c>public</c>, <c>dod</c> or <c>gcch</c>; public when missing.</summary>
    public string? Cloud { get; init; }
}

/// <summary>A Teams application.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record MicrosoftTeamsAppIdentifierModel
{
    /// <summary>The id of the application; required.</summary>
    public string? AppId { get; init; }

    /// <summary>The cloud: <c>public</c>, <c>dod</c> or <c>gcch</c>; public when missing.</summary>
    public string? Cloud { get; init; }
}

/// <summary>A Teams Phone user of a resource.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record TeamsExtensionUserIdentifierModel
{
    /// <summary>The object id of the user; required.</summary>
    public string? UserId { get; init; }

    /// <summary>The tenant of the user; required.</summary>
    public string? TenantId { get; init; }

    /// <summary>The Communication Services resource; required.</summary>
    public string? ResourceId { get; init; }

    /// <summary>The cloud: <c>public</c>, <c>dod</c> or <c>gcch</c>; public when missing.</summary>
    public string? Cloud { get; init; }
}
