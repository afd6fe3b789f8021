using CallGrains.Calls.Identifiers;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Wire;

namespace CallGrains.Gateway.Requests;

/// <summary>The number shown to phones.</summary>
internal static class CallerId
{
    private const string Field = "sourceCallerIdNumber";

    /// <summary>Reads the number; it is required when a phone is among the called.</summary>
    public static CommunicationIdentifier? Read(PhoneNumberIdentifierModel? model, params IEnumerable<CommunicationIdentifier> called)
    {
        var number = IdentifierReader.ReadPhone(model, Field);
        return number is null && called.Any(one => one.Kind == IdentifierKind.PhoneNumber)
            ? throw RequestRefusedException.Invalid(Field, "The field is required when a phone is called.")
            : number;
    }
}
