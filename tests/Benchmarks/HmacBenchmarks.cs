using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using CallGrains.Gateway.Auth;

namespace CallGrains.Benchmarks;

/// <summary>Checking the signature of a request, the hash of its body included.</summary>
[MemoryDiagnoser]
public class HmacBenchmarks
{
    private readonly byte[][] _keys = [new byte[32], [.. Enumerable.Repeat((byte)1, 32)]];
    private readonly byte[] _body = new byte[400];
    private readonly string[] _values = ["Thu, 12 Mar 2026 08:00:00 GMT", "localhost:8080", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="];
    private string _header = "";

    /// <summary>Signs a request with the second key, the dearer case.</summary>
    [GlobalSetup]
    public void Sign()
    {
        var text = HmacSignature.StringToSign("POST", Target, _values);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(_keys[1], Encoding.UTF8.GetBytes(text)));
        _header = $"SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}";
    }

    /// <summary>Reads the header, hashes the body and compares with both keys.</summary>
    [Benchmark]
    public bool Check()
    {
        var hash = SHA256.HashData(_body);
        var signature = HmacSignature.TryParse(_header)!;
        return hash.Length > 0 && signature.Signs(HmacSignature.StringToSign("POST", Target, _values), _keys);
    }

    private const string Target = "/calling/callConnections/18dea47f-0000-8000-8000-000000000000/participants:add?api-version=2026-03-12";
}
