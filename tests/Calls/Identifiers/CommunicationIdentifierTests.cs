using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CallGrains.Calls.Identifiers;

namespace CallGrains.Calls.Tests.Identifiers;

public sealed class CommunicationIdentifierTests
{
    public static TheoryData<string, IdentifierKind, CloudEnvironment, string, string> Known { get; } = new()
    {
        { "8:acs:res_user", IdentifierKind.CommunicationUser, CloudEnvironment.Public, "8:acs:res_user", "'communicationUser':{'id':'8:acs:res_user'}" },
        { "8:spool:res_user", IdentifierKind.CommunicationUser, CloudEnvironment.Public, "8:spool:res_user", "'communicationUser':{'id':'8:spool:res_user'}" },
        { "8:dod-acs:res_user", IdentifierKind.CommunicationUser, CloudEnvironment.Public, "8:dod-acs:res_user", "'communicationUser':{'id':'8:dod-acs:res_user'}" },
        { "8:gcch-acs:res_user", IdentifierKind.CommunicationUser, CloudEnvironment.Public, "8:gcch-acs:res_user", "'communicationUser':{'id':'8:gcch-acs:res_user'}" },
        { "8:acs:plain", IdentifierKind.CommunicationUser, CloudEnvironment.Public, "8:acs:plain", "'communicationUser':{'id':'8:acs:plain'}" },
        { "8:acs:a_b_c_d", IdentifierKind.CommunicationUser, CloudEnvironment.Public, "8:acs:a_b_c_d", "'communicationUser':{'id':'8:acs:a_b_c_d'}" },
        { "4:+14255550123", IdentifierKind.PhoneNumber, CloudEnvironment.Public, "+14255550123", "'phoneNumber':{'value':'+14255550123','isAnonymous':false}" },
        { "4:+14255550123_x7", IdentifierKind.PhoneNumber, CloudEnvironment.Public, "+14255550123_x7", "'phoneNumber':{'value':'+14255550123','isAnonymous':false,'assertedId':'x7'}" },
        { "4:anonymous", IdentifierKind.PhoneNumber, CloudEnvironment.Public, "anonymous", "'phoneNumber':{'value':'anonymous','isAnonymous':true}" },
        { "4:anonymous_x7", IdentifierKind.PhoneNumber, CloudEnvironment.Public, "anonymous_x7", "'phoneNumber':{'value':'anonymous','isAnonymous':true,'assertedId':'x7'}" },
        { "8:orgid:user", IdentifierKind.MicrosoftTeamsUser, CloudEnvironment.Public, "user", "'microsoftTeamsUser':{'userId':'user','isAnonymous':false,'cloud':'public'}" },
        { "8:dod:user", IdentifierKind.MicrosoftTeamsUser, CloudEnvironment.Dod, "user", "'microsoftTeamsUser':{'userId':'user','isAnonymous':false,'cloud':'dod'}" },
        { "8:gcch:user", IdentifierKind.MicrosoftTeamsUser, CloudEnvironment.Gcch, "user", "'microsoftTeamsUser':{'userId':'user','isAnonymous':false,'cloud':'gcch'}" },
        { "8:teamsvisitor:user", IdentifierKind.MicrosoftTeamsUser, CloudEnvironment.Public, "user", "'microsoftTeamsUser':{'userId':'user','isAnonymous':true,'cloud':'public'}" },
        { "28:orgid:app", IdentifierKind.MicrosoftTeamsApp, CloudEnvironment.Public, "app", "'microsoftTeamsApp':{'appId':'app','cloud':'public'}" },
        { "28:dod:app", IdentifierKind.MicrosoftTeamsApp, CloudEnvironment.Dod, "app", "'microsoftTeamsApp':{'appId':'app','cloud':'dod'}" },
        { "28:gcch:app", IdentifierKind.MicrosoftTeamsApp, CloudEnvironment.Gcch, "app", "'microsoftTeamsApp':{'appId':'app','cloud':'gcch'}" },
        { "8:acs:res_ten_user", IdentifierKind.TeamsExtensionUser, CloudEnvironment.Public, "res_ten_user", "'teamsExtensionUser':{'userId':'user','tenantId':'ten','resourceId':'res','cloud':'public'}" },
        { "8:dod-acs:res_ten_user", IdentifierKind.TeamsExtensionUser, CloudEnvironment.Dod, "res_ten_user", "'teamsExtensionUser':{'userId':'user','tenantId':'ten','resourceId':'res','cloud':'dod'}" },
        { "8:gcch-acs:res_ten_user", IdentifierKind.TeamsExtensionUser, CloudEnvironment.Gcch, "res_ten_user", "'teamsExtensionUser':{'userId':'user','tenantId':'ten','resourceId':'res','cloud':'gcch'}" },
        { "something else", IdentifierKind.Unknown, CloudEnvironment.Public, "something else", "" },
        { "4:", IdentifierKind.Unknown, CloudEnvironment.Public, "4:", "" },
        { "8:ACS:res_user", IdentifierKind.Unknown, CloudEnvironment.Public, "8:ACS:res_user", "" },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Parse_EveryKindAndCloud_IsReadOffTheRawId(string rawId, IdentifierKind kind, CloudEnvironment cloud, string value, string part)
    {
        var identifier = CommunicationIdentifier.Parse(rawId);

        (identifier.RawId, identifier.Kind, identifier.Cloud, identifier.Value).ShouldBe((rawId, kind, cloud, value));
        identifier.ToString().ShouldBe(rawId);
        identifier.IsAnonymous.ShouldBe(part.Contains("'isAnonymous':true"));
        Written(identifier).ShouldBe($"{{'rawId':'{rawId}','kind':'{IdentifierJson.KindName(kind)}'{(part.Length > 0 ? "," + part : "")}}}");
    }

    [Fact]
    public void KindName_EachKind_IsThatOfTheContract() =>
        Enum.GetValues<IdentifierKind>().Select(IdentifierJson.KindName).ShouldBe(
            ["unknown", "communicationUser", "phoneNumber", "microsoftTeamsUser", "microsoftTeamsApp", "teamsExtensionUser"], ignoreOrder: true);

    [Theory]
    [InlineData(1, true)]
    [InlineData(CommunicationIdentifier.MaxRawIdLength, true)]
    [InlineData(CommunicationIdentifier.MaxRawIdLength + 1, false)]
    [InlineData(0, false)]
    public void TryParse_Length_IsBounded(int length, bool isIdentifier)
    {
        var text = new string('x', length);

        CommunicationIdentifier.TryParse(text, out var identifier).ShouldBe(isIdentifier);
        (identifier is not null).ShouldBe(isIdentifier);
        if (!isIdentifier)
            Should.Throw<FormatException>(() => CommunicationIdentifier.Parse(text)).Message.ShouldContain("256");
    }

    [Fact]
    public void TryParse_Null_IsNone() => CommunicationIdentifier.TryParse(null, out _).ShouldBeFalse();

    [Fact]
    public void Equals_SameRawId_IsTheSameParticipant()
    {
        var one = CommunicationIdentifier.Parse("4:+1425");

        one.ShouldBe(CommunicationIdentifier.PhoneNumber("+1425"));
        one.GetHashCode().ShouldBe(CommunicationIdentifier.PhoneNumber("+1425").GetHashCode());
        one.ShouldNotBe(CommunicationIdentifier.Parse("4:+1426"));
        one.Equals(null).ShouldBeFalse();
        CommunicationIdentifier.Parse("8:acs:A").ShouldNotBe(CommunicationIdentifier.Parse("8:acs:a"));
    }

    [Fact]
    public void TeamsExtensionParts_OtherKind_IsAFaultOfTheCaller()
    {
        CommunicationIdentifier.Parse("8:acs:r_t_u").TeamsExtensionParts().ShouldBe(("r", "t", "u"));

        Should.Throw<InvalidOperationException>(() => CommunicationIdentifier.Parse("8:acs:r_u").TeamsExtensionParts())
            .Message.ShouldContain("8:acs:r_u");
    }

    private static string Written(CommunicationIdentifier identifier)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            IdentifierJson.Write(json, identifier);

        // In the data of this test an apostrophe stands for a quotation mark.
        return Encoding.UTF8.GetString(stream.ToArray()).Replace('"', '\'');
    }
}
