using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Operations;

namespace CallGrains.Gateway.Media;

/// <summary>The operations on media and recordings: known by name and refused, since no media is carried.</summary>
internal static class MediaApi
{
    private static readonly string[] OfConnections =
    [
        "play", "startTranscription", "stopTranscription", "updateTranscription", "cancelAllMediaOperations", "recognize",
        "startContinuousDtmfRecognition", "stopContinuousDtmfRecognition", "sendDtmfTones", "startMediaStreaming", "stopMediaStreaming",
    ];

    /// <summary>Maps the refusals.</summary>
    public static void MapMedia(this IEndpointRouteBuilder routes)
    {
        var calls = routes.MapOperations("/calling");
        foreach (var operation in OfConnections)
            calls.MapPost($"/callConnections/{OperationRoutes.ConnectionId}:{operation}", Refuse(operation)).ExcludeFromDescription();

        calls.MapPost("/recordings", Refuse("startRecording")).ExcludeFromDescription();
        calls.MapGet("/recordings/{recordingId:id}", Refuse("getRecordingProperties")).ExcludeFromDescription();
        calls.MapDelete("/recordings/{recordingId:id}", Refuse("stopRecording")).ExcludeFromDescription();
        calls.MapPost("/recordings/{recordingId:id}:pause", Refuse("pauseRecording")).ExcludeFromDescription();
        calls.MapPost("/recordings/{recordingId:id}:resume", Refuse("resumeRecording")).ExcludeFromDescription();
    }

    private static RequestDelegate Refuse(string operation) => _ => throw new RequestRefusedException(
        StatusCodes.Status405MethodNotAllowed,
        ErrorCodes.NotSupported,
        $"The operation {operation} is not supported: this engine controls calls and does not handle media.",
        operation);
}
