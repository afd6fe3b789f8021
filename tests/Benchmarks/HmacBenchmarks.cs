using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using CallGrains.Gateway.Auth;

namespace CallGrains.Benchmarks;

/// <summary>Checking the signature of a request, the hash of its body included.</summary>
[MemoryDiagnoser]
public class HmacBenchmarks
{
    private const string Target = "/calling/callConnections/18dea47f-0000-8000-8000-000000000000/participants:add?api-version=2026-03-12";
    private const string Date = "Thu, 12 Mar 2026 08:00:00 GMT";
    private const string Host = "localhost:8080";
    private const string ContentHash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    private readonly byte[] _second = [.. Enumerable.Repeat((byte)1, 32)];
    private readonly byte[] _body = new byte[400];
    private HmacKey[] _keys = [];
    private string _header = "";

    /// <summary>Signs a request with the second key, the dearer case.</summary>
    [GlobalSetup]
    public void Sign()
    {
        Span<byte> text = stackalloc byte[1024];
        var length = HmacSignature.WriteText(text, "POST", Target, Date, Host, ContentHash);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(_second, text[..length]));
        _header = $"SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}";
        _keys = [new(new byte[32]), new(_second)];
    }

    /// <summary>Reads the header, hashes the body and compares with both keys.</summary>
    [Benchmark]
    public bool Check()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> text = stackalloc byte[1024];
        _ = SHA256.HashData(_body, hash);
        var length = HmacSignature.TryParse(_header, signature, out var names) && HmacSignature.OfHeaders(names) is not null
            ? HmacSignature.WriteText(text, "POST", Target, Date, Host, ContentHash)
            : throw new InvalidOperationException("The header cannot be read.");
        return _keys[0].Signed(text[..length], signature) | _keys[1].Signed(text[..length], signature);
    }
}
