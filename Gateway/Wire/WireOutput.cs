using System.Text.Encodings.Web;
using System.Text.Json;

namespace CallGrains.Gateway.Wire;

/// <summary>The JSON of what is written: quotation and plus signs stay readable, since no answer is ever part of a page.</summary>
internal static class WireOutput
{
    /// <summary>The types, for writing.</summary>
    public static WireJson Json { get; } =
        new(new JsonSerializerOptions(WireJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
