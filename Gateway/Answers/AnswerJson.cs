using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CallGrains.Gateway.Wire;
using Microsoft.Extensions.ObjectPool;

namespace CallGrains.Gateway.Answers;

/// <summary>
/// Writes answers whole, with their length. The framework's own results are sent in chunks: one more system call for each
/// answer, and one more packet for the client to wake up for, which is a tenth of what a read costs.
/// </summary>
internal sealed class AnswerJson
{
    private const string ContentType = "application/json; charset=utf-8";

    // Answers are a few hundred bytes; a page of a roster is about 20 KiB. What is larger is not kept.
    private const int LargestKept = 64 * 1024;

    private readonly ObjectPool<Buffer> _buffers = new DefaultObjectPool<Buffer>(new BufferPolicy());

    /// <summary>Writes an answer.</summary>
    /// <typeparam name="T">A type of <see cref="WireJson"/>.</typeparam>
    public void Write<T>(HttpContext http, int status, T value)
    {
        var buffer = _buffers.Get();
        try
        {
            JsonSerializer.Serialize(buffer.Writer, value, (JsonTypeInfo<T>)WireOutput.Json.Options.GetTypeInfo(typeof(T)));
            var response = http.Response;
            response.StatusCode = status;
            response.ContentType = ContentType;
            response.ContentLength = buffer.Bytes.WrittenCount;
            response.BodyWriter.Write(buffer.Bytes.WrittenSpan);
        }
        finally
        {
            _buffers.Return(buffer);
        }
    }

    private sealed class Buffer
    {
        public Buffer() => Writer = new(Bytes, new() { Encoder = WireOutput.Json.Options.Encoder, SkipValidation = true });

        public ArrayBufferWriter<byte> Bytes { get; } = new(1024);

        public Utf8JsonWriter Writer { get; }
    }

    private sealed class BufferPolicy : PooledObjectPolicy<Buffer>
    {
        public override Buffer Create() => new();

        public override bool Return(Buffer obj)
        {
            obj.Bytes.ResetWrittenCount();
            obj.Writer.Reset();
            return obj.Bytes.Capacity <= LargestKept;
        }
    }
}
