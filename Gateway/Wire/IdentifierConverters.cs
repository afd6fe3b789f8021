using System.Text.Json;
using System.Text.Json.Serialization;
using CallGrains.Calls.Identifiers;

namespace CallGrains.Gateway.Wire;

// Answers carry identifiers that were checked long before; requests are read through CommunicationIdentifierModel.

/// <summary>Writes an identifier as <c>CommunicationIdentifierModel</c>.</summary>
public sealed class IdentifierConverter : JsonConverter<CommunicationIdentifier>
{
    /// <inheritdoc/>
    public override CommunicationIdentifier Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Identifiers are only written.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CommunicationIdentifier value, JsonSerializerOptions options) =>
        IdentifierJson.Write(writer, value);
}

/// <summary>Writes a phone number as <c>PhoneNumberIdentifierModel</c>.</summary>
public sealed class PhoneNumberPartConverter : JsonConverter<CommunicationIdentifier>
{
    /// <inheritdoc/>
    public override CommunicationIdentifier Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Identifiers are only written.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CommunicationIdentifier value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        IdentifierJson.WritePhone(writer, value);
        writer.WriteEndObject();
    }
}

/// <summary>Writes a user as <c>CommunicationUserIdentifierModel</c>.</summary>
public sealed class CommunicationUserPartConverter : JsonConverter<CommunicationIdentifier>
{
    /// <inheritdoc/>
    public override CommunicationIdentifier Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Identifiers are only written.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CommunicationIdentifier value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, value.RawId);
        writer.WriteEndObject();
    }
}
