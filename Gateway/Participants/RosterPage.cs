using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CallGrains.Calls.Replies;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Wire;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace CallGrains.Gateway.Participants;

/// <summary>
/// One page of a roster. The token of the next page holds the place and the participant reached: when people leave meanwhile,
/// nobody who stays is left out.
/// </summary>
internal static class RosterPage
{
    /// <summary>Most participants on a page.</summary>
    public const int Size = 100;

    private const string Parameter = "skipToken";

    /// <summary>Where the page begins, as the query says.</summary>
    /// <exception cref="RequestRefusedException">The token is not one given before.</exception>
    public static (int Count, string RawId)? ReadToken(HttpRequest request)
    {
        var given = request.Query[Parameter];
        if (given.Count == 0)
            return null;

        var parts = given.Count == 1 ? Decode(given.ToString()).Split('\n') : [];
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? (count, parts[1])
            : throw RequestRefusedException.Invalid(Parameter, "The token is not one of a nextLink.");
    }

    /// <summary>Cuts the page out of the roster.</summary>
    public static GetParticipantsResponse Cut(ImmutableArray<ParticipantView> roster, (int Count, string RawId)? after, HttpRequest request)
    {
        var start = 0;
        if (after is var (count, rawId))
        {
            var place = roster.Select(one => one.Identifier.RawId).ToList().IndexOf(rawId);
            start = place >= 0 ? place + 1 : Math.Min(count, roster.Length);
        }

        var page = roster.Skip(start).Take(Size).Select(CallParticipant.From).ToArray();
        var reached = start + page.Length;
        return new(page, reached < roster.Length ? NextLink(request, reached, page[^1].Identifier.RawId) : null);
    }

    private static string NextLink(HttpRequest request, int count, string rawId)
    {
        var token = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes($"{count}\n{rawId}"));
        var query = request.Query.Where(pair => pair.Key != Parameter).SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? ""));
        return UriHelper.BuildAbsolute(
            request.Scheme, request.Host, request.PathBase, request.Path, QueryString.Create(query!).Add(Parameter, token));
    }

    private static string Decode(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(token));
        }
        catch (FormatException)
        {
            throw RequestRefusedException.Invalid(Parameter, "The token is not one of a nextLink.");
        }
    }
}
