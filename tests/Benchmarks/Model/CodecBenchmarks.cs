using BenchmarkDotNet.Attributes;
using CallGrains.Calls.Codec;
using CallGrains.Calls.State;

namespace CallGrains.Benchmarks.Model;

/// <summary>Encoding and decoding the stored form.</summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    private byte[] _bytes = [];
    private CallState _state = null!;

    /// <summary>Participants of the call, the app included.</summary>
    [Params(2, 350)]
    public int Participants { get; set; }

    /// <summary>Builds the call.</summary>
    [GlobalSetup]
    public void Build()
    {
        _bytes = new BusyCall(Participants).Stored.ToArray();
        _state = CallStateCodec.Decode(_bytes);
    }

    /// <summary>State to bytes.</summary>
    [Benchmark]
    public byte[] Encode() => CallStateCodec.Encode(_state);

    /// <summary>Bytes to state.</summary>
    [Benchmark]
    public CallState Decode() => CallStateCodec.Decode(_bytes);
}
