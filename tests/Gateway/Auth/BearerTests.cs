using System.Security.Cryptography;
using CallGrains.Gateway.Auth;
using CallGrains.Gateway.Hosting;
using CallGrains.Gateway.Tests.Bench;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CallGrains.Gateway.Tests.Auth;

/// <summary>Bearer tokens: the engine's own and those of a configured issuer.</summary>
public sealed class BearerTests : IAsyncLifetime, IDisposable
{
    private const string Issuer = "https://login.example/";
    private const string Audience = "api://calls";

    private readonly RSA trusted = RSA.Create(2048);
    private readonly RSA stranger = RSA.Create(2048);
    private GatewayServer server = null!;

    public async Task InitializeAsync() => server = await GatewayServer.StartAsync(
        ("Bearer:Issuers:0", Issuer), ("Bearer:Audiences:0", Audience), ("Bearer:Keys:0", trusted.ExportSubjectPublicKeyInfoPem()));

    public async Task DisposeAsync() => await server.DisposeAsync();

    public void Dispose()
    {
        trusted.Dispose();
        stranger.Dispose();
    }

    [Fact]
    public async Task OwnToken_Valid_IsLetInUntilItExpires()
    {
        var token = server.Services.GetRequiredService<UserTokens>().Issue("8:acs:alice", TimeSpan.FromHours(1));
        (await SendAsync(token)).Code.ShouldBe(404);
        server.Time.Now += TimeSpan.FromMinutes(64);
        (await SendAsync(token)).Code.ShouldBe(404);
        server.Time.Now += TimeSpan.FromMinutes(2);
        (await SendAsync(token)).Refusal.ShouldBe("401 7501 Authorization");
    }

    [Fact]
    public async Task OwnToken_Altered_IsRefused()
    {
        var token = server.Services.GetRequiredService<UserTokens>().Issue("8:acs:alice", TimeSpan.FromHours(1));
        var parts = token.Split('.');
        var unsigned = Base64UrlEncoder.Encode("""{"alg":"none"}""");
        foreach (var altered in new[] { $"{parts[0]}.{parts[1]}.", $"{unsigned}.{parts[1]}.", $"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA", token + "x", "x", "", "a.b.c", "..", new string('x', 20_000) })
            (await SendAsync(altered)).Refusal.ShouldBe("401 7501 Authorization", altered[..Math.Min(80, altered.Length)]);
    }

    [Fact]
    public async Task OwnToken_OfAnotherEngine_IsRefused()
    {
        var keys = new AccessKeyOptions();
        keys.AccessKeys.Add("b3RoZXIta2V5LW9mLXRoZS10ZXN0cy0wMDAwMDAwMDE=");
        (await SendAsync(new UserTokens(keys, server.Options.ResourceId, server.Time).Issue("8:acs:a", TimeSpan.FromHours(1)))).Code.ShouldBe(401);
        (await SendAsync(new UserTokens(server.Options.Access, "another-resource", server.Time).Issue("8:acs:a", TimeSpan.FromHours(1)))).Code.ShouldBe(401);
    }

    [Theory]
    [InlineData(Issuer, Audience, true, 60, 404)]
    [InlineData("https://other.example/", Audience, true, 60, 401)]
    [InlineData(Issuer, "api://other", true, 60, 401)]
    [InlineData(Issuer, Audience, false, 60, 401)]
    [InlineData(Issuer, Audience, true, -10, 401)]
    [InlineData(UserTokens.Issuer, Audience, true, 60, 401)]
    public async Task ForeignToken_IsJudgedByIssuerAudienceKeyAndTime(string issuer, string audience, bool signedByTrusted, int minutes, int status)
    {
        var key = new RsaSecurityKey(signedByTrusted ? trusted : stranger);
        (await SendAsync(Token(issuer, audience, minutes, new(key, SecurityAlgorithms.RsaSha256)))).Code.ShouldBe(status);
    }

    [Fact]
    public async Task ForeignToken_PublicKeyUsedAsSecret_IsRefused()
    {
        var secret = new SymmetricSecurityKey(System.Text.Encoding.ASCII.GetBytes(trusted.ExportSubjectPublicKeyInfoPem()));
        (await SendAsync(Token(Issuer, Audience, 60, new(secret, SecurityAlgorithms.HmacSha256)))).Code.ShouldBe(401);
    }

    [Theory]
    [InlineData(null, 3_600)]
    [InlineData("90s", 90)]
    [InlineData("30m", 1_800)]
    [InlineData("7d", 604_800)]
    public void ReadValidity_GoodText_IsUnderstood(string? text, int seconds) =>
        TokenCommand.ReadValidity(text).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("1")]
    [InlineData("0s")]
    [InlineData("-1h")]
    [InlineData("31d")]
    [InlineData("99999999999d")]
    public void ReadValidity_BadText_IsRefusedNamingIt(string text) =>
        Should.Throw<ConfigurationFaultException>(() => TokenCommand.ReadValidity(text)).Message.ShouldContain($"'{text}'");

    [Fact]
    public void TokenCommand_NoUser_IsRefused() => Should.Throw<ConfigurationFaultException>(() => TokenCommand.Run(
        server.Services.GetRequiredService<UserTokens>(), new ConfigurationBuilder().Build(), TextWriter.Null));

    private static string Token(string issuer, string audience, int minutes, SigningCredentials credentials) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Expires = new DateTime(2026, 3, 12, 10, 0, 0, DateTimeKind.Utc).AddMinutes(minutes),
            SigningCredentials = credentials,
        });

    private Task<Answer> SendAsync(string token) =>
        server.SendAsync(server.Request("GET", $"/calling/callConnections/x?{GatewayServer.Version}", null, ("Authorization", $"Bearer {token}")));
}
