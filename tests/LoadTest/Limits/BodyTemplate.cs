using System.Buffers.Text;
using System.Text;

namespace CallGrains.LoadTest.Limits;

/// <summary>A body as bytes with gaps for ids and the operation context: nothing is composed or encoded again for each request.</summary>
internal sealed class BodyTemplate
{
    /// <summary>Stands for the id of the connection.</summary>
    public const string Id = "<id>";

    /// <summary>Stands for an id that is new each time.</summary>
    public const string NewId = "<new>";

    /// <summary>Stands for the operation context.</summary>
    public const string Context = "<context>";

    private const int GuidLength = 36;

    private readonly (byte[] Text, string? Gap)[] _parts;
    private readonly int _fixedSize;
    private readonly int _contexts;

    /// <summary>A template of a text with gaps.</summary>
    public BodyTemplate(string text)
    {
        _parts = [.. Split(text)];
        _fixedSize = _parts.Sum(static part => part.Text.Length + (part.Gap is Id or NewId ? GuidLength : 0));
        _contexts = _parts.Count(static part => part.Gap == Context);
    }

    /// <summary>Fills the gaps.</summary>
    public byte[] Render(Guid id, ReadOnlySpan<byte> context)
    {
        var body = new byte[_fixedSize + (_contexts * context.Length)];
        var rest = body.AsSpan();
        foreach (var (text, gap) in _parts)
        {
            text.CopyTo(rest);
            rest = rest[text.Length..];
            if (gap == Context)
            {
                context.CopyTo(rest);
                rest = rest[context.Length..];
            }
            else if (gap is not null)
            {
                _ = Utf8Formatter.TryFormat(gap == Id ? id : Guid.NewGuid(), rest, out var length);
                rest = rest[length..];
            }
        }

        return body;
    }

    private static IEnumerable<(byte[] Text, string? Gap)> Split(string text)
    {
        string[] gaps = [Id, NewId, Context];
        var from = 0;
        while (true)
        {
            var next = gaps
                .Select(gap => (Gap: gap, At: text.IndexOf(gap, from, StringComparison.Ordinal)))
                .Where(static found => found.At >= 0)
                .OrderBy(static found => found.At)
                .FirstOrDefault();
            if (next.Gap is null)
            {
                yield return (Encoding.UTF8.GetBytes(text[from..]), null);
                yield break;
            }

            yield return (Encoding.UTF8.GetBytes(text[from..next.At]), next.Gap);
            from = next.At + next.Gap.Length;
        }
    }
}
