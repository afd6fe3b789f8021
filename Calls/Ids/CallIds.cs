using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CallGrains.Calls.Identifiers;

namespace CallGrains.Calls.Ids;

/// <summary>
/// Makes and checks every id a client sees. An id holds the key of its call, so finding the owner is arithmetic; and a MAC
/// under the engine's secret, so an id that was never issued is refused without asking anybody.
/// </summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
public sealed class CallIds
{
    /// <summary>The least length of the secret, in bytes.</summary>
    public const int MinSecretSize = 16;

    private const int ConnectionMacBits = 18;
    private const int MacSize = 16;
    private const int ContextSize = 1 + CallKey.Size + sizeof(uint) + MacSize;
    private const byte ContextVersion = 1;
    private const string AppUser = "00000000-0000-0000-0000-00000000a99a";
    private const string ServerCallPrefix = "https://conv.callgrains/conv/";

    private readonly byte[] _secret;

    /// <summary>Ids under one secret.</summary>
    /// <param name="secret">The secret kept with the store, at least <see cref="MinSecretSize"/> bytes.</param>
    /// <param name="resourceId">The resource the engine serves; part of the key of a call created with a request id.</param>
    /// <exception cref="ArgumentException">The secret is too short.</exception>
    public CallIds(ReadOnlySpan<byte> secret, string resourceId)
    {
        if (secret.Length < MinSecretSize)
            throw new ArgumentException($"The secret has at least {MinSecretSize} bytes.", nameof(secret));

        _secret = secret.ToArray();
        ResourceId = resourceId;
        AppIdentity = CommunicationIdentifier.Parse($"8:acs:{resourceId}_{AppUser}");
    }

    /// <summary>Whom an app appears as when it names no identity of its own: a user of the resource.</summary>
    public CommunicationIdentifier AppIdentity { get; }

    /// <summary>The immutable id of the resource the engine serves.</summary>
    public string ResourceId { get; }

    /// <summary>The key of the call that a create with this request id makes: the same on every node and at every repeat.</summary>
    /// <param name="requestId">The <c>Repeatability-Request-ID</c>.</param>
    public CallKey KeyOf(Guid requestId)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Mac($"create\n{ResourceId}\n{requestId:N}", mac);
        return CallKey.Read(mac);
    }

    /// <summary>The key of a call that nobody can name beforehand.</summary>
    /// <param name="random">A random id, version 4.</param>
    public CallKey KeyOfRandom(Guid random)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Mac($"random\n{random:N}", mac);
        return CallKey.Read(mac);
    }

    /// <summary>The <c>callConnectionId</c> of a leg, a UUID of version 8.</summary>
    /// <param name="address">The leg.</param>
    public Guid Connection(ConnectionAddress address)
    {
        var packed = (address.Call.Value << (16 + ConnectionMacBits)) | ((UInt128)address.Leg << ConnectionMacBits) | ConnectionMac(address);
        return ToUuid(packed);
    }

    /// <summary>Reads a <c>callConnectionId</c>.</summary>
    /// <param name="text">What the client sent.</param>
    /// <param name="address">The leg, when the answer is true.</param>
    /// <returns>False when this engine never issued the id.</returns>
    public bool TryReadConnection(ReadOnlySpan<char> text, out ConnectionAddress address)
    {
        address = default;
        if (!Guid.TryParseExact(text, "D", out var uuid) || !TryUnpack(uuid, out var packed))
            return false;

        var candidate = new ConnectionAddress(new(packed >> (16 + ConnectionMacBits)), (ushort)(packed >> ConnectionMacBits));
        if (ConnectionMac(candidate) != (uint)(packed & ((1u << ConnectionMacBits) - 1)))
            return false;

        address = candidate;
        return true;
    }

    /// <summary>The <c>correlationId</c> of a call, shared by all its legs.</summary>
    /// <param name="call">The call.</param>
    public Guid Correlation(CallKey call)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        MacOf("correlation"u8, call, [], mac);
        return ToUuid(BinaryPrimitives.ReadUInt128BigEndian(mac) >> 6);
    }

    /// <summary>The <c>serverCallId</c> of a call: base64 of a conversation URL, as clients expect it.</summary>
    /// <param name="call">The call.</param>
    public string ServerCall(CallKey call)
    {
        Span<byte> token = stackalloc byte[16];
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        call.Write(token);
        MacOf("serverCall"u8, call, [], mac);
        mac[..(16 - CallKey.Size)].CopyTo(token[CallKey.Size..]);
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(ServerCallPrefix + Base64Url.EncodeToString(token)));
    }

    /// <summary>Reads a <c>serverCallId</c>.</summary>
    /// <param name="text">What the client sent.</param>
    /// <param name="call">The call, when the answer is true.</param>
    /// <returns>False when this engine never issued the id.</returns>
    public bool TryReadServerCall(string text, out CallKey call)
    {
        call = default;
        Span<byte> url = stackalloc byte[128];
        if (text.Length > 160 || !Convert.TryFromBase64String(text, url, out var length))
            return false;

        var plain = Encoding.ASCII.GetString(url[..length]);
        Span<byte> token = stackalloc byte[64];
        if (!plain.StartsWith(ServerCallPrefix, StringComparison.Ordinal)
            || !Base64Url.IsValid(plain.AsSpan(ServerCallPrefix.Length), out var decoded)
            || decoded != 16)
        {
            return false;
        }

        Base64Url.DecodeFromChars(plain.AsSpan(ServerCallPrefix.Length), token);
        var candidate = CallKey.Read(token);
        if (!string.Equals(ServerCall(candidate), text, StringComparison.Ordinal))
            return false;

        call = candidate;
        return true;
    }

    /// <summary>The <c>incomingCallContext</c> of one ringing.</summary>
    /// <param name="address">The ringing.</param>
    public string IncomingContext(RingAddress address)
    {
        Span<byte> token = stackalloc byte[ContextSize];
        WriteContext(address, token);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Reads an <c>incomingCallContext</c>.</summary>
    /// <param name="text">What the client sent.</param>
    /// <param name="address">The ringing, when the answer is true.</param>
    /// <returns>False when the context was altered or never issued by this engine.</returns>
    public bool TryReadIncomingContext(string text, out RingAddress address)
    {
        address = default;
        if (!Base64Url.IsValid(text.AsSpan(), out var length) || length != ContextSize)
            return false;

        Span<byte> sent = stackalloc byte[ContextSize];
        Base64Url.DecodeFromChars(text, sent);
        var candidate = new RingAddress(CallKey.Read(sent[1..]), BinaryPrimitives.ReadUInt32BigEndian(sent[(1 + CallKey.Size)..]));
        Span<byte> issued = stackalloc byte[ContextSize];
        WriteContext(candidate, issued);
        if (!CryptographicOperations.FixedTimeEquals(sent, issued))
            return false;

        address = candidate;
        return true;
    }

    private static Guid ToUuid(UInt128 packed)
    {
        // RFC 9562, version 8: 48 bits, version, 12 bits, variant, 62 bits.
        var high = packed >> 74;
        var middle = (packed >> 62) & 0xFFF;
        var low = packed & (((UInt128)1 << 62) - 1);
        var uuid = ((high & 0xFFFF_FFFF_FFFF) << 80) | ((UInt128)8 << 76) | (middle << 64) | ((UInt128)2 << 62) | low;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, uuid);
        return new(bytes, bigEndian: true);
    }

    private static bool TryUnpack(Guid id, out UInt128 packed)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = id.TryWriteBytes(bytes, bigEndian: true, out _);
        var uuid = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        packed = ((uuid >> 80) << 74) | (((uuid >> 64) & 0xFFF) << 62) | (uuid & (((UInt128)1 << 62) - 1));
        return ((uuid >> 76) & 0xF) == 8 && ((uuid >> 62) & 3) == 2;
    }

    private uint ConnectionMac(ConnectionAddress address)
    {
        Span<byte> leg = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(leg, address.Leg);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        MacOf("connection"u8, address.Call, leg, mac);
        return BinaryPrimitives.ReadUInt32BigEndian(mac) >> (32 - ConnectionMacBits);
    }

    private void WriteContext(RingAddress address, Span<byte> token)
    {
        token[0] = ContextVersion;
        address.Call.Write(token[1..]);
        var ring = token.Slice(1 + CallKey.Size, sizeof(uint));
        BinaryPrimitives.WriteUInt32BigEndian(ring, address.Ring);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        MacOf("incoming"u8, address.Call, ring, mac);
        mac[..MacSize].CopyTo(token[^MacSize..]);
    }

    private void MacOf(ReadOnlySpan<byte> purpose, CallKey call, ReadOnlySpan<byte> rest, Span<byte> mac)
    {
        Span<byte> text = stackalloc byte[64];
        purpose.CopyTo(text);
        text[purpose.Length] = (byte)'\n';
        call.Write(text[(purpose.Length + 1)..]);
        rest.CopyTo(text[(purpose.Length + 1 + CallKey.Size)..]);
        HMACSHA256.HashData(_secret, text[..(purpose.Length + 1 + CallKey.Size + rest.Length)], mac);
    }

    private void Mac(string text, Span<byte> mac) => HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(text), mac);
}
