using System.Text.Json.Serialization;

namespace CallGrains.Gateway.Wire;

/// <summary>Options for AI services; accepted and without effect, since no media is carried.</summary>
public sealed record CallIntelligenceOptions
{
    /// <summary>The Cognitive Services resource.</summary>
    public string? CognitiveServicesEndpoint { get; init; }
}

/// <summary>Options for media streaming; checked and without effect, since no media is carried.</summary>
/// <remarks>The schema leaves the object open: its members differ by transport.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record MediaStreamingOptions
{
    /// <summary>The transport, <c>websocket</c>; required.</summary>
    public string? TransportType { get; init; }

    /// <summary>The channels, <c>mixed</c> or <c>unmixed</c>; required.</summary>
    public string? AudioChannelType { get; init; }

    /// <summary>The address streamed to.</summary>
    public string? TransportUrl { get; init; }

    /// <summary>What is streamed, <c>audio</c>.</summary>
    public string? ContentType { get; init; }

    /// <summary>Whether to start at once.</summary>
    public bool? StartMediaStreaming { get; init; }

    /// <summary>Whether audio is also taken in.</summary>
    public bool? EnableBidirectional { get; init; }

    /// <summary>The audio format.</summary>
    public string? AudioFormat { get; init; }

    /// <summary>Whether DTMF tones are streamed.</summary>
    public bool? EnableDtmfTones { get; init; }
}

/// <summary>Options for transcription; checked and without effect, since no media is carried.</summary>
/// <remarks>The schema leaves the object open: its members differ by transport.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record TranscriptionOptions
{
    /// <summary>The transport, <c>websocket</c>; required.</summary>
    public string? TransportType { get; init; }

    /// <summary>The language, for example <c>en-US</c>; required.</summary>
    public string? Locale { get; init; }

    /// <summary>The address transcriptions go to.</summary>
    public string? TransportUrl { get; init; }

    /// <summary>A custom speech model.</summary>
    public string? SpeechModelEndpointId { get; init; }

    /// <summary>Whether to start at once.</summary>
    public bool? StartTranscription { get; init; }

    /// <summary>Whether unfinished results are sent too.</summary>
    public bool? EnableIntermediateResults { get; init; }
}

/// <summary>A prompt; checked and not played, since no media is carried.</summary>
public sealed record PlaySource
{
    /// <summary>The kind: <c>file</c>, <c>text</c> or <c>ssml</c>; required, and the member of that name too.</summary>
    public string? Kind { get; init; }

    /// <summary>The name under which the media may be cached.</summary>
    public string? PlaySourceCacheId { get; init; }

    /// <summary>A file.</summary>
    public FileSource? File { get; init; }

    /// <summary>A text to be spoken.</summary>
    public TextSource? Text { get; init; }

    /// <summary>Speech markup to be spoken.</summary>
    public SsmlSource? Ssml { get; init; }
}

/// <summary>A file to be played.</summary>
public sealed record FileSource
{
    /// <summary>Where the file is; required.</summary>
    public string? Uri { get; init; }
}

/// <summary>A text to be spoken.</summary>
public sealed record TextSource
{
    /// <summary>The text; required.</summary>
    public string? Text { get; init; }

    /// <summary>The language of the text.</summary>
    public string? SourceLocale { get; init; }

    /// <summary>The voice, <c>male</c> or <c>female</c>.</summary>
    public string? VoiceKind { get; init; }

    /// <summary>The name of the voice.</summary>
    public string? VoiceName { get; init; }

    /// <summary>A custom voice.</summary>
    public string? CustomVoiceEndpointId { get; init; }
}

/// <summary>Speech markup to be spoken.</summary>
public sealed record SsmlSource
{
    /// <summary>The markup; required.</summary>
    public string? SsmlText { get; init; }

    /// <summary>A custom voice.</summary>
    public string? CustomVoiceEndpointId { get; init; }
}
