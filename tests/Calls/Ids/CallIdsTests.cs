using System.Text;
using CallGrains.Calls.Ids;
using FsCheck;
using FsCheck.Fluent;

namespace CallGrains.Calls.Tests.Ids;

public sealed class CallIdsTests
{
    private static readonly CallIds Ids = new("a secret of 24 bytes ..."u8, "res");
    private static readonly CallIds Other = new("b secret of 24 bytes ..."u8, "res");
    private static readonly CallKey Key = new(((UInt128)0xABCDEF << 64) | 0x0123_4567_89AB_CDEF);

    [Fact]
    public void KnownAnswers_NeverChange()
    {
        // Ids outlive the process that issued them: another answer here would orphan every call that is stored.
        Ids.Connection(new(Key, 1)).ShouldBe(Guid.Parse("abcdef01-2345-8678-a6af-37bc00062769"));
        Ids.Correlation(Key).ShouldBe(Guid.Parse("d57445a0-f1bf-805c-a03a-154b6bd9efe0"));
        Ids.ServerCall(Key).ShouldBe("aHR0cHM6Ly9jb252LmNhbGxncmFpbnMvY29udi9xODN2QVNORlo0bXJ6ZThZN3BVQXBn");
        Ids.IncomingContext(new(Key, 7)).ShouldBe("AavN7wEjRWeJq83vAAAAB32gv5uY8KkfldQjQ_0YIJo");
        Ids.KeyOf(new Guid(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11])).ToString().ShouldBe("31de6bcc157d36727e8185");
        Ids.KeyOfRandom(new Guid(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11])).ToString().ShouldBe("d7f4ed0f1df40d1962b5aa");
        Ids.AppIdentity.RawId.ShouldBe("8:acs:res_00000000-0000-0000-0000-00000000a99a");
    }

    [Fact]
    public void RoundTrip_AnyKeyLegAndRing_IsReadBack() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(ulong High, ulong Low, ushort Leg, uint Ring)>(), static some =>
        {
            var key = new CallKey(((UInt128)(some.High & 0xFF_FFFF) << 64) | some.Low);
            var connection = Ids.Connection(new(key, some.Leg));
            return IsVersion8(connection)
                && IsVersion8(Ids.Correlation(key))
                && Ids.TryReadConnection(connection.ToString(), out var address) && address == new ConnectionAddress(key, some.Leg)
                && Ids.TryReadServerCall(Ids.ServerCall(key), out var call) && call == key
                && Ids.TryReadIncomingContext(Ids.IncomingContext(new(key, some.Ring)), out var ring) && ring == new RingAddress(key, some.Ring)
                && CallKey.Read(key.ToBytes()) == key;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void TryReadConnection_AnyHexDigitChanged_IsRefused()
    {
        var text = Ids.Connection(new(Key, 1)).ToString();
        var accepted = 0;
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var digit in "0123456789abcdef".Where(digit => text[i] != '-' && digit != text[i]))
                accepted += Ids.TryReadConnection($"{text[..i]}{digit}{text[(i + 1)..]}", out _) ? 1 : 0;
        }

        // 18 bits of MAC: of 480 changes fewer than one in 500 runs of this test would be accepted, and the secret is fixed.
        accepted.ShouldBe(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e")]
    public void TryReadConnection_NeverIssued_IsRefused(string text)
    {
        Ids.TryReadConnection(text, out var address).ShouldBeFalse();
        address.ShouldBe(default);
    }

    [Fact]
    public void TryReadConnection_OtherForm_IsRefused()
    {
        var id = Ids.Connection(new(Key, 1));

        Ids.TryReadConnection(id.ToString("N"), out _).ShouldBeFalse();
        Ids.TryReadConnection(id.ToString("B"), out _).ShouldBeFalse();
        Ids.TryReadConnection(id.ToString().ToUpperInvariant(), out _).ShouldBeTrue();
    }

    [Fact]
    public void TryRead_IssuedUnderAnotherSecret_IsRefused()
    {
        Other.TryReadConnection(Ids.Connection(new(Key, 1)).ToString(), out _).ShouldBeFalse();
        Other.TryReadServerCall(Ids.ServerCall(Key), out _).ShouldBeFalse();
        Other.TryReadIncomingContext(Ids.IncomingContext(new(Key, 7)), out _).ShouldBeFalse();
        Other.KeyOf(Guid.Empty).ShouldNotBe(Ids.KeyOf(Guid.Empty));
        Other.Correlation(Key).ShouldNotBe(Ids.Correlation(Key));
    }

    [Fact]
    public void TryReadIncomingContext_AnyByteChanged_IsRefused()
    {
        var context = Ids.IncomingContext(new(Key, 7));
        for (var i = 0; i < context.Length - 1; i++)
        {
            var changed = $"{context[..i]}{(context[i] == 'A' ? 'B' : 'A')}{context[(i + 1)..]}";
            Ids.TryReadIncomingContext(changed, out var address).ShouldBeFalse($"character {i}");
            address.ShouldBe(default);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64 at all!")]
    public void TryReadIncomingContext_OtherText_IsRefused(string text) => Ids.TryReadIncomingContext(text, out _).ShouldBeFalse();

    [Fact]
    public void TryReadServerCall_Changed_IsRefused()
    {
        var text = Ids.ServerCall(Key);
        var url = Encoding.ASCII.GetString(Convert.FromBase64String(text));
        string[] changed =
        [
            "", "????", text + " ", " " + text, text[1..], new('A', 200), Encode(url + "A"), Encode(url[..^1]), Encode("https://elsewhere/" + url),
            Encode(url[..^5] + (url[^5] == 'A' ? 'B' : 'A') + url[^4..]), Encode(new string('x', 100)),
        ];

        foreach (var each in changed)
        {
            Ids.TryReadServerCall(each, out var call).ShouldBeFalse(each);
            call.ShouldBe(default);
        }

        static string Encode(string plain) => Convert.ToBase64String(Encoding.ASCII.GetBytes(plain));
    }

    [Fact]
    public void Keys_OfRequestsAndResources_Differ()
    {
        var request = Guid.NewGuid();

        Ids.KeyOf(request).ShouldBe(Ids.KeyOf(request));
        Ids.KeyOf(request).ShouldNotBe(Ids.KeyOfRandom(request));
        Ids.KeyOf(request).ShouldNotBe(new CallIds("a secret of 24 bytes ..."u8, "other").KeyOf(request));
        (Ids.KeyOf(request).Value >> 88).ShouldBe(UInt128.Zero);
    }

    [Fact]
    public void New_SecretTooShort_IsRefused()
    {
        Should.Throw<ArgumentException>(() => new CallIds(new byte[CallIds.MinSecretSize - 1], "res"));
        _ = new CallIds(new byte[CallIds.MinSecretSize], "res");
    }

    [Fact]
    public void RandomIdSource_EachTime_IsNew() =>
        Enumerable.Range(0, 100).Select(static _ => RandomIdSource.Instance.Next()).Distinct().Count().ShouldBe(100);

    private static bool IsVersion8(Guid id) => id.ToString()[14] == '8' && id.ToString()[19] is '8' or '9' or 'a' or 'b';
}
