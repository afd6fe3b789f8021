using System.Text.Json;

namespace CallGrains.Calls.Identifiers;

/// <summary>Writes identifiers in the form of <c>CommunicationIdentifierModel</c>, for answers, callbacks and Event Grid alike.</summary>
public static class IdentifierJson
{
    /// <summary>Writes one identifier as an object: raw id, kind and the one part that belongs to the kind.</summary>
    /// <param name="json">Where to write; positioned where a value may stand.</param>
    /// <param name="identifier">The identifier.</param>
    public static void Write(Utf8JsonWriter json, CommunicationIdentifier identifier)
    {
        json.WriteStartObject();
        json.WriteString("rawId"u8, identifier.RawId);
        json.WriteString("kind"u8, KindName(identifier.Kind));
        switch (identifier.Kind)
        {
            case IdentifierKind.CommunicationUser:
                json.WriteStartObject("communicationUser"u8);
                json.WriteString("id"u8, identifier.RawId);
                json.WriteEndObject();
                break;
            case IdentifierKind.PhoneNumber:
                json.WriteStartObject("phoneNumber"u8);
                WritePhone(json, identifier);
                json.WriteEndObject();
                break;
            case IdentifierKind.MicrosoftTeamsUser:
                json.WriteStartObject("microsoftTeamsUser"u8);
                json.WriteString("userId"u8, identifier.Value);
                json.WriteBoolean("isAnonymous"u8, identifier.IsAnonymous);
                json.WriteString("cloud"u8, CloudName(identifier.Cloud));
                json.WriteEndObject();
                break;
            case IdentifierKind.MicrosoftTeamsApp:
                json.WriteStartObject("microsoftTeamsApp"u8);
                json.WriteString("appId"u8, identifier.Value);
                json.WriteString("cloud"u8, CloudName(identifier.Cloud));
                json.WriteEndObject();
                break;
            case IdentifierKind.TeamsExtensionUser:
                var (resource, tenant, user) = identifier.TeamsExtensionParts();
                json.WriteStartObject("teamsExtensionUser"u8);
                json.WriteString("userId"u8, user);
                json.WriteString("tenantId"u8, tenant);
                json.WriteString("resourceId"u8, resource);
                json.WriteString("cloud"u8, CloudName(identifier.Cloud));
                json.WriteEndObject();
                break;
            default:
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the members of a <c>PhoneNumberIdentifierModel</c> into an object already begun.</summary>
    /// <param name="json">Where to write.</param>
    /// <param name="phone">An identifier of kind phone number.</param>
    public static void WritePhone(Utf8JsonWriter json, CommunicationIdentifier phone)
    {
        // 4:+1425…_x and 4:anonymous_x carry the asserted id x, given when one number joins the same call more than once.
        var value = phone.Value;
        var cut = value.IndexOf('_', StringComparison.Ordinal);
        json.WriteString("value"u8, cut < 0 ? value : value[..cut]);
        json.WriteBoolean("isAnonymous"u8, phone.IsAnonymous);
        if (cut >= 0)
            json.WriteString("assertedId"u8, value[(cut + 1)..]);
    }

    /// <summary>The name of a kind on the wire.</summary>
    /// <param name="kind">The kind.</param>
    public static string KindName(IdentifierKind kind) => kind switch
    {
        IdentifierKind.CommunicationUser => "communicationUser",
        IdentifierKind.PhoneNumber => "phoneNumber",
        IdentifierKind.MicrosoftTeamsUser => "microsoftTeamsUser",
        IdentifierKind.MicrosoftTeamsApp => "microsoftTeamsApp",
        IdentifierKind.TeamsExtensionUser => "teamsExtensionUser",
        _ => "unknown",
    };

    private static string CloudName(CloudEnvironment cloud) => cloud switch
    {
        CloudEnvironment.Dod => "dod",
        CloudEnvironment.Gcch => "gcch",
        _ => "public",
    };
}
