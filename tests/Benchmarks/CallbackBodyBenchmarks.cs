using System.Buffers;
using BenchmarkDotNet.Attributes;
using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Delivery.Callbacks;

namespace CallGrains.Benchmarks;

/// <summary>Rendering the body of a callback.</summary>
[MemoryDiagnoser]
public class CallbackBodyBenchmarks
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256 * 1024);
    private CallbackEvent _event = null!;

    /// <summary>Participants in the event: none is CallConnected, others are ParticipantsUpdated.</summary>
    [Params(0, 2, 350)]
    public int Participants { get; set; }

    /// <summary>Builds the event.</summary>
    [GlobalSetup]
    public void Build() => _event = new()
    {
        Id = Guid.NewGuid(),
        Kind = Participants == 0 ? CallEventKind.CallConnected : CallEventKind.ParticipantsUpdated,
        Stream = new(new CallKey(1), 1, "https://app.example/callbacks"),
        Time = DateTimeOffset.UnixEpoch,
        ConnectionId = Guid.NewGuid(),
        ServerCallId = "aHR0cHM6Ly9jb252LmNhbGxncmFpbnMvY29udi9BQUFBQUFBQUFBQUFBQUFBQUFBQQ==",
        CorrelationId = Guid.NewGuid(),
        Result = ResultInformation.Success,
        OperationContext = "1234567890123456",
        Participants = [.. Enumerable.Range(0, Participants).Select(static i => new ParticipantView(Model.BusyCall.User(i), false, false))],
    };

    /// <summary>Event to bytes.</summary>
    [Benchmark]
    public int Write()
    {
        _buffer.ResetWrittenCount();
        CallbackBody.Write(_buffer, _event, "2026-03-12");
        return _buffer.WrittenCount;
    }
}
