using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Wire;

namespace CallGrains.Gateway.Requests;

/// <summary>Reads request bodies; what does not fit is told by field.</summary>
internal sealed class RequestJson
{
    private const string WholeBody = "body";

    private readonly JsonSerializerOptions _options;

    /// <summary>A reader under the given bounds.</summary>
    /// <param name="limits">The bounds.</param>
    public RequestJson(RequestLimits limits)
    {
        _options = new(WireJson.Default.Options) { MaxDepth = limits.MaxJsonDepth };
        _options.MakeReadOnly();
    }

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="RequestRefusedException">It is missing, not JSON, or not of the shape asked.</exception>
    public T Read<T>(HttpRequest request, ReadOnlySpan<byte> body)
        where T : class
    {
        if (body.IsEmpty)
            throw RequestRefusedException.Invalid(WholeBody, "A JSON body is required.");

        if (!request.HasJsonContentType())
            throw WrongContentType();

        try
        {
            var type = (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T));
            return JsonSerializer.Deserialize(body, type)
                ?? throw RequestRefusedException.Invalid(WholeBody, "The body is null; an object is required.");
        }
        catch (JsonException fault)
        {
            throw RequestRefusedException.Invalid(Field(fault.Path), Describe(fault));
        }
    }

    /// <summary>The body is of another content type.</summary>
    public static RequestRefusedException WrongContentType() => new(
        StatusCodes.Status415UnsupportedMediaType,
        ErrorCodes.InvalidArgument,
        "The body is sent as application/json.",
        "Content-Type");

    private static string Field(string? path) =>
        path is null or "$" ? WholeBody : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.TrimStart('$');

    private static string Describe(JsonException fault)
    {
        var place = $"line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}";

        // The serializer tells its cases apart by message only.
        if (fault.InnerException is JsonException)
            return $"The body is not well-formed JSON, or nested too deeply, at {place}.";
        if (fault.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return $"The field is unknown, at {place}.";
        if (fault.Message.Contains("uplicate", StringComparison.Ordinal))
            return $"The field is given twice, at {place}.";

        return $"The value has the wrong type, at {place}.";
    }
}
