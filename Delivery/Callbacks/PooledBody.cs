using System.Buffers;
using System.Net;
using System.Text.Json;

namespace CallGrains.Delivery.Callbacks;

/// <summary>A buffer and a JSON writer that are used again for one body after the other.</summary>
internal sealed class PooledBody : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 2 * 1024;

    // Rosters of hundreds of people are rare; a buffer that grew for one is not kept.
    private const int KeptSize = 64 * 1024;

    private byte[] _bytes = new byte[FirstSize];
    private int _length;

    /// <summary>An empty body.</summary>
    public PooledBody() => Json = new(this, CallbackBody.WriterOptions);

    /// <summary>The writer; flush it before <see cref="Written"/> is read.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Room to read an answer into that nobody looks at.</summary>
    public Memory<byte> Scratch { get; } = new byte[1_024];

    /// <summary>Empties the body for the next use.</summary>
    /// <returns>False when the buffer has grown so much that it should not be kept.</returns>
    public bool TryReset()
    {
        _length = 0;
        Json.Reset(this);
        return _bytes.Length <= KeptSize;
    }

    /// <summary>Takes bytes written elsewhere.</summary>
    /// <param name="bytes">The whole body.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _length += bytes.Length;
    }

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    /// <inheritdoc/>
    public void Dispose() => Json.Dispose();

    private void Reserve(int sizeHint)
    {
        var wanted = _length + Math.Max(sizeHint, 256);
        if (wanted > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(wanted, _bytes.Length * 2));
    }
}

/// <summary>A pooled body as the content of a request. Knows whether anybody may still be reading the buffer.</summary>
internal sealed class PooledContent(PooledBody body) : HttpContent
{
    private int _readers;

    /// <summary>
    /// Whether the buffer is free: a request that was given up, or answered early, may still be sending it, and the next event
    /// must not be written over it then.
    /// </summary>
    public bool IsFree => Volatile.Read(ref _readers) == 0;

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _readers);
        await stream.WriteAsync(body.Written, cancellationToken);
        // Not in a finally: after a fault nobody can say what the transport still does with the buffer, so it is not used again.
        Interlocked.Decrement(ref _readers);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = body.Written.Length;
        return true;
    }
}
