using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using CallGrains.Calls.Identifiers;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Wire;

namespace CallGrains.Gateway.Requests;

/// <summary>Turns what clients write into identifiers. The kind may be missing, the raw id too; what is given must agree.</summary>
internal static class IdentifierReader
{
    private const int MaxPhoneDigits = 15;

    /// <summary>An identifier that must be there.</summary>
    public static CommunicationIdentifier Read([NotNull] CommunicationIdentifierModel? model, string field)
    {
        _ = Check.Given(model, field);
        var part = Part(model, field);
        CheckKindName(model.Kind, field);
        if (part is null)
        {
            var plain = ParseRawId(model.RawId ?? throw RequestRefusedException.Invalid(field, "A rawId or one identifier object is required."), $"{field}.rawId");
            CheckPhone(plain, $"{field}.rawId");
            CheckKind(model.Kind, plain, field);
            return plain;
        }

        CheckKind(model.Kind, part, field);
        if (model.RawId is null)
            return part;

        // The raw id may spell a cloud or environment that the parts do not show; it wins when it means the same.
        var raw = ParseRawId(model.RawId, $"{field}.rawId");
        return raw.Kind == part.Kind && raw.Cloud == part.Cloud && raw.IsAnonymous == part.IsAnonymous && raw.Value == part.Value
            ? raw
            : throw RequestRefusedException.Invalid($"{field}.rawId", $"The rawId does not name the {IdentifierJson.KindName(part.Kind)} given beside it.");
    }

    /// <summary>An identifier that may be missing.</summary>
    public static CommunicationIdentifier? ReadOptional(CommunicationIdentifierModel? model, string field) =>
        model is null ? null : Read(model, field);

    /// <summary>A list of identifiers, at least one, all different.</summary>
    public static ImmutableArray<CommunicationIdentifier> ReadDistinct(
        [NotNull] IReadOnlyList<CommunicationIdentifierModel?>? models, string field, int most)
    {
        var entries = Check.Entries(models, field, most);
        var seen = new HashSet<CommunicationIdentifier>(entries.Count);
        var result = ImmutableArray.CreateBuilder<CommunicationIdentifier>(entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            var identifier = Read(entries[i], $"{field}[{i}]");
            if (!seen.Add(identifier))
                throw RequestRefusedException.Invalid($"{field}[{i}]", $"{identifier} is in the list twice.");

            result.Add(identifier);
        }

        return result.MoveToImmutable();
    }

    /// <summary>A phone number that may be missing.</summary>
    public static CommunicationIdentifier? ReadPhone(PhoneNumberIdentifierModel? model, string field)
    {
        if (model is null)
            return null;

        var value = Check.Text(model.Value, $"{field}.value");
        var anonymous = model.IsAnonymous == true || value == "anonymous";
        if (anonymous && value != "anonymous")
            throw RequestRefusedException.Invalid($"{field}.value", "The value of an anonymous phone number is 'anonymous'.");

        if (model.AssertedId is { } asserted && (asserted.Length == 0 || asserted.Contains('_', StringComparison.Ordinal)))
            throw RequestRefusedException.Invalid($"{field}.assertedId", "An asserted id is not empty and holds no underscore.");

        var phone = ParseRawId(model.AssertedId is null ? $"4:{value}" : $"4:{value}_{model.AssertedId}", $"{field}.value");
        CheckPhone(phone, $"{field}.value");
        return phone;
    }

    /// <summary>A user of a resource that may be missing.</summary>
    public static CommunicationIdentifier? ReadUser(CommunicationUserIdentifierModel? model, string field)
    {
        if (model is null)
            return null;

        var user = ParseRawId(Check.Text(model.Id, $"{field}.id"), $"{field}.id");
        return user.Kind == IdentifierKind.CommunicationUser
            ? user
            : throw RequestRefusedException.Invalid($"{field}.id", "The id of a communication user begins with '8:acs:' and has no Teams extension form.");
    }

    /// <summary>A Teams application that may be missing.</summary>
    public static CommunicationIdentifier? ReadTeamsApp(MicrosoftTeamsAppIdentifierModel? model, string field)
    {
        if (model is null)
            return null;

        var id = Check.Text(model.AppId, $"{field}.appId");
        return ParseRawId(Cloud(model.Cloud, field) switch { "dod" => "28:dod:", "gcch" => "28:gcch:", _ => "28:orgid:" } + id, $"{field}.appId");
    }

    /// <summary>An identifier out of a path.</summary>
    public static CommunicationIdentifier ReadRawId(string rawId, string field)
    {
        var identifier = ParseRawId(rawId, field);
        CheckPhone(identifier, field);
        return identifier;
    }

    private static CommunicationIdentifier? Part(CommunicationIdentifierModel model, string field)
    {
        var given = (model.CommunicationUser is null ? 0 : 1) + (model.PhoneNumber is null ? 0 : 1) + (model.MicrosoftTeamsUser is null ? 0 : 1)
            + (model.MicrosoftTeamsApp is null ? 0 : 1) + (model.TeamsExtensionUser is null ? 0 : 1);
        if (given > 1)
            throw RequestRefusedException.Invalid(field, "At most one identifier object may be given.");

        return ReadUser(model.CommunicationUser, $"{field}.communicationUser")
            ?? ReadPhone(model.PhoneNumber, $"{field}.phoneNumber")
            ?? ReadTeamsUser(model.MicrosoftTeamsUser, $"{field}.microsoftTeamsUser")
            ?? ReadTeamsApp(model.MicrosoftTeamsApp, $"{field}.microsoftTeamsApp")
            ?? ReadExtensionUser(model.TeamsExtensionUser, $"{field}.teamsExtensionUser");
    }

    private static CommunicationIdentifier? ReadTeamsUser(MicrosoftTeamsUserIdentifierModel? model, string field)
    {
        if (model is null)
            return null;

        var id = Check.Text(model.UserId, $"{field}.userId");
        var cloud = Cloud(model.Cloud, field);
        var prefix = model.IsAnonymous == true ? "8:teamsvisitor:" : cloud switch { "dod" => "8:dod:", "gcch" => "8:gcch:", _ => "8:orgid:" };
        return ParseRawId(prefix + id, $"{field}.userId");
    }

    private static CommunicationIdentifier? ReadExtensionUser(TeamsExtensionUserIdentifierModel? model, string field)
    {
        if (model is null)
            return null;

        var user = ExtensionPart(model.UserId, $"{field}.userId");
        var tenant = ExtensionPart(model.TenantId, $"{field}.tenantId");
        var resource = ExtensionPart(model.ResourceId, $"{field}.resourceId");
        var prefix = Cloud(model.Cloud, field) switch { "dod" => "8:dod-acs:", "gcch" => "8:gcch-acs:", _ => "8:acs:" };
        return ParseRawId($"{prefix}{resource}_{tenant}_{user}", $"{field}.userId");
    }

    private static string ExtensionPart(string? value, string field) =>
        Check.Text(value, field).Contains('_', StringComparison.Ordinal)
            ? throw RequestRefusedException.Invalid(field, "The value holds an underscore, which separates the parts of the raw id.")
            : value;

    private static string? Cloud(string? value, string field) => Check.Word(value, $"{field}.cloud", "public", "dod", "gcch");

    private static void CheckKindName(string? kind, string field) => Check.Word(
        kind,
        $"{field}.kind",
        "communicationUser",
        "phoneNumber",
        "microsoftTeamsUser",
        "microsoftTeamsApp",
        "teamsExtensionUser",
        "unknown");

    private static void CheckKind(string? kind, CommunicationIdentifier identifier, string field)
    {
        // "unknown" is what a client says that only had the raw id.
        if (kind is null or "unknown" || kind == IdentifierJson.KindName(identifier.Kind))
            return;

        throw RequestRefusedException.Invalid($"{field}.kind", $"The kind is {kind}, the identifier is of kind {IdentifierJson.KindName(identifier.Kind)}.");
    }

    private static CommunicationIdentifier ParseRawId(string rawId, string field)
    {
        if (rawId.AsSpan().ContainsAnyInRange('\0', '\x1F') || rawId.Contains('\x7F', StringComparison.Ordinal))
            throw RequestRefusedException.Invalid(field, "The value holds control characters.");

        return CommunicationIdentifier.TryParse(rawId, out var identifier)
            ? identifier
            : throw RequestRefusedException.Invalid(field, $"A raw id has 1 to {CommunicationIdentifier.MaxRawIdLength} characters.");
    }

    private static void CheckPhone(CommunicationIdentifier identifier, string field)
    {
        if (identifier.Kind != IdentifierKind.PhoneNumber || identifier.IsAnonymous)
            return;

        var number = identifier.Value.AsSpan();
        var cut = number.IndexOf('_');
        if (cut >= 0)
            number = number[..cut];

        // Short codes and extensions have no plus sign.
        if (number.StartsWith("+"))
            number = number[1..];
        if (number.Length is < 2 or > MaxPhoneDigits || number.ContainsAnyExceptInRange('0', '9'))
            throw RequestRefusedException.Invalid(field, "A phone number is written in E.164 form, such as +14255550123.");
    }
}
