using System.Buffers;
using CallGrains.Gateway.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace CallGrains.Gateway.Requests;

/// <summary>The whole body of the request, as bytes: the signature, the repeat hash and the JSON are all taken from it.</summary>
/// <param name="Bytes">The bytes, empty when there is no body.</param>
internal sealed record RequestBody(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>No body.</summary>
    public static RequestBody None { get; } = new(ReadOnlyMemory<byte>.Empty);

    /// <summary>The body of a request that went through <see cref="RequestBodyReading"/>.</summary>
    public static ReadOnlyMemory<byte> Of(HttpContext http) =>
        (http.Features.Get<RequestBody>() ?? throw new InvalidOperationException("The body was not read.")).Bytes;
}

/// <summary>Reads the body before anything is decided on it, bounded.</summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="limits">The bounds.</param>
internal sealed class RequestBodyReading(RequestDelegate next, RequestLimits limits)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false })
            return ReadFirstAsync(http);

        http.Features.Set(RequestBody.None);
        return next(http);
    }

    private async Task ReadFirstAsync(HttpContext http)
    {
        http.Features.Set(new RequestBody(await ReadAsync(http.Request, http.RequestAborted)));
        await next(http);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limits.MaxBodyBytes)
            throw TooLarge();

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > limits.MaxBodyBytes)
                throw TooLarge();

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.IsEmpty ? [] : read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private RequestRefusedException TooLarge() => new(
        StatusCodes.Status413PayloadTooLarge,
        ErrorCodes.InvalidArgument,
        $"The body is larger than {limits.MaxBodyBytes} bytes.",
        "body");
}
