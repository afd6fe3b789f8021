using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Wire;

namespace CallGrains.Gateway.Requests;

/// <summary>Checks the options for media. They are accepted and have no effect: no media is carried, so nothing becomes active.</summary>
internal static class MediaOptionsCheck
{
    // HoldFailed 400/8535 names the file format (EVENTS); these are the formats the service plays.
    private static readonly string[] PlayableFiles = [".wav", ".mp3"];

    /// <summary>Checks the three kinds of options a request may have.</summary>
    public static void Options(CallIntelligenceOptions? intelligence, MediaStreamingOptions? streaming, TranscriptionOptions? transcription)
    {
        if (intelligence?.CognitiveServicesEndpoint is { } endpoint)
            Address(endpoint, "callIntelligenceOptions.cognitiveServicesEndpoint");

        if (streaming is not null)
        {
            Required(streaming.TransportType, "mediaStreamingOptions.transportType", "websocket");
            Required(streaming.AudioChannelType, "mediaStreamingOptions.audioChannelType", "mixed", "unmixed");
            _ = Check.OptionalText(streaming.TransportUrl, "mediaStreamingOptions.transportUrl", RequestLimits.MaxCallbackUri);
        }

        if (transcription is not null)
        {
            Required(transcription.TransportType, "transcriptionOptions.transportType", "websocket");
            _ = Check.Text(transcription.Locale, "transcriptionOptions.locale");
            _ = Check.OptionalText(transcription.TransportUrl, "transcriptionOptions.transportUrl", RequestLimits.MaxCallbackUri);
        }
    }

    /// <summary>Checks a prompt.</summary>
    /// <returns>Whether it is one that could be played: a WAV or MP3 file at an absolute http address, a text, or markup.</returns>
    public static bool Prompt(PlaySource? prompt, string field)
    {
        if (prompt is null)
            return true;

        Required(prompt.Kind, $"{field}.kind", "file", "text", "ssml");
        switch (prompt.Kind)
        {
            case "file":
                var uri = Check.Text(Check.Given(prompt.File, $"{field}.file").Uri, $"{field}.file.uri", RequestLimits.MaxCallbackUri);
                return Uri.TryCreate(uri, UriKind.Absolute, out var file)
                    && file.Scheme is "http" or "https"
                    && Array.Exists(PlayableFiles, ending => file.AbsolutePath.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
            case "text":
                _ = Check.Text(Check.Given(prompt.Text, $"{field}.text").Text, $"{field}.text.text");
                _ = Check.Word(prompt.Text.VoiceKind, $"{field}.text.voiceKind", "male", "female");
                return true;
            default:
                _ = Check.Text(Check.Given(prompt.Ssml, $"{field}.ssml").SsmlText, $"{field}.ssml.ssmlText", RequestLimits.MaxCustomContextBytes);
                return true;
        }
    }

    private static void Required(string? value, string field, params ReadOnlySpan<string> allowed) =>
        Check.Word(Check.Text(value, field), field, allowed);

    private static void Address(string value, string field)
    {
        if (value.Length > RequestLimits.MaxCallbackUri || !Uri.TryCreate(value, UriKind.Absolute, out _))
            throw RequestRefusedException.Invalid(field, "The value is not an absolute URI.");
    }
}
