using System.Text;
using System.Text.Json;
using CallGrains.Calls.Identifiers;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Wire;

namespace CallGrains.Gateway.Requests;

/// <summary>Checks a <c>customCallingContext</c> and gives it back as the JSON that is passed on.</summary>
internal static class CustomContextReader
{
    private const int MaxCallTopic = 48;
    private const int MaxCallerPairs = 10;

    /// <summary>The context as JSON, or null when none was given.</summary>
    public static string? Read(CustomCallingContextModel? model, string field = "customCallingContext")
    {
        if (model is null)
            return null;

        CheckPairs(model.VoipHeaders, $"{field}.voipHeaders");
        CheckPairs(model.SipHeaders, $"{field}.sipHeaders");
        var normal = model with { TeamsPhoneCallDetails = Normalize(model.TeamsPhoneCallDetails, $"{field}.teamsPhoneCallDetails") };
        var json = JsonSerializer.Serialize(normal, WireOutput.Json.CustomCallingContextModel);
        var size = Encoding.UTF8.GetByteCount(json);
        return size <= RequestLimits.MaxCustomContextBytes
            ? json
            : throw RequestRefusedException.Invalid(field, $"The context has {size} bytes; at most {RequestLimits.MaxCustomContextBytes} are allowed.");
    }

    private static TeamsPhoneCallDetails? Normalize(TeamsPhoneCallDetails? details, string field)
    {
        if (details is null)
            return null;

        _ = Check.OptionalText(details.CallTopic, $"{field}.callTopic", MaxCallTopic);
        return details with
        {
            TeamsPhoneCallerDetails = Normalize(details.TeamsPhoneCallerDetails, $"{field}.teamsPhoneCallerDetails"),
            TeamsPhoneSourceDetails = Normalize(details.TeamsPhoneSourceDetails, $"{field}.teamsPhoneSourceDetails"),
        };
    }

    private static TeamsPhoneCallerDetails? Normalize(TeamsPhoneCallerDetails? caller, string field)
    {
        if (caller is null)
            return null;

        _ = Check.Given(caller.Name, $"{field}.name");
        _ = Check.Given(caller.PhoneNumber, $"{field}.phoneNumber");
        CheckPairs(caller.AdditionalCallerInformation, $"{field}.additionalCallerInformation");
        return caller with
        {
            Caller = Normalize(caller.Caller, $"{field}.caller"),
            AdditionalCallerInformation = caller.AdditionalCallerInformation?.Take(MaxCallerPairs).ToDictionary(),
        };
    }

    private static TeamsPhoneSourceDetails? Normalize(TeamsPhoneSourceDetails? source, string field)
    {
        if (source is null)
            return null;

        _ = Check.Given(source.Language, $"{field}.language");
        _ = Check.Given(source.Status, $"{field}.status");
        return source with
        {
            Source = Normalize(source.Source, $"{field}.source"),
            IntendedTargets = source.IntendedTargets?.ToDictionary(
                pair => pair.Key,
                pair => Normalize(pair.Value, $"{field}.intendedTargets.{pair.Key}")),
        };
    }

    private static CommunicationIdentifierModel Normalize(CommunicationIdentifierModel? model, string field)
    {
        var identifier = IdentifierReader.Read(model, field);
        return model with { RawId = identifier.RawId, Kind = IdentifierJson.KindName(identifier.Kind) };
    }

    private static void CheckPairs(IReadOnlyDictionary<string, string>? pairs, string field)
    {
        foreach (var (name, value) in pairs ?? new Dictionary<string, string>())
            _ = Check.Given(value, $"{field}.{name}");
    }
}
