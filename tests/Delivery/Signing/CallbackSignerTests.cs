using System.Text.Json;
using CallGrains.Delivery.Bench;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace CallGrains.Delivery.Signing;

public sealed class CallbackSignerTests
{
    private static readonly SigningOptions Options = new() { Issuer = "https://engine.example", Audience = "resource-1" };

    [Fact]
    public async Task Authorization_CheckedByTheStandardClient_IsValid()
    {
        await using var signer = await StartAsync();
        await using var server = await ServeAsync(signer);

        var result = await VerifyAsync(server, await signer.AuthorizationAsync(default));

        result.IsValid.ShouldBeTrue(result.Exception?.Message);
        result.Issuer.ShouldBe("https://engine.example");
        var token = (JsonWebToken)result.SecurityToken;
        token.Alg.ShouldBe("RS256");
        (token.ValidTo - token.ValidFrom).ShouldBe(TimeSpan.FromMinutes(5));
        server.Received.Select(request => request.Path).ShouldBe([OpenIdDocuments.ConfigurationPath, OpenIdDocuments.KeysPath]);
    }

    [Fact]
    public async Task Authorization_Altered_IsInvalid()
    {
        await using var signer = await StartAsync();
        await using var server = await ServeAsync(signer);
        var parts = (await signer.AuthorizationAsync(default)).Split('.');
        var payload = Base64UrlEncoder.Decode(parts[1]).Replace("resource-1", "resource-2", StringComparison.Ordinal);
        var altered = $"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}";

        (await VerifyAsync(server, altered, audience: "resource-2")).Exception.ShouldBeOfType<SecurityTokenInvalidSignatureException>();
    }

    [Fact]
    public async Task Authorization_Expired_IsInvalid()
    {
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(-6));
        await using var signer = await StartAsync(clock);
        await using var server = await ServeAsync(signer);

        (await VerifyAsync(server, await signer.AuthorizationAsync(default))).Exception.ShouldBeOfType<SecurityTokenExpiredException>();
    }

    [Fact]
    public async Task Authorization_OfAnotherEngine_IsInvalid()
    {
        await using var signer = await StartAsync();
        await using var foreign = await StartAsync();
        await using var server = await ServeAsync(signer);

        (await VerifyAsync(server, await foreign.AuthorizationAsync(default))).Exception.ShouldBeAssignableTo<SecurityTokenInvalidSignatureException>();
        (await VerifyAsync(server, await signer.AuthorizationAsync(default), audience: "another")).Exception.ShouldBeOfType<SecurityTokenInvalidAudienceException>();
    }

    [Fact]
    public async Task Authorization_WithinAMinute_IsTheSameToken()
    {
        var clock = new ManualTimeProvider();
        await using var signer = await StartAsync(clock);

        var first = await signer.AuthorizationAsync(default);
        clock.Advance(TimeSpan.FromSeconds(59));
        (await signer.AuthorizationAsync(default)).ShouldBe(first);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await signer.AuthorizationAsync(default)).ShouldNotBe(first);
    }

    [Fact]
    public async Task Start_KeysInTheStore_UsesThemAgain()
    {
        var store = new MemorySigningKeyStore();
        string before;
        await using (var signer = await StartAsync(store: store))
            before = await KeyIdAsync(signer);

        await using var again = await StartAsync(store: store);

        (await KeyIdAsync(again)).ShouldBe(before);
        (await store.LoadAsync(default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Rotation_NextKey_IsPublishedADayBeforeAndTheLastADayAfter()
    {
        var clock = new ManualTimeProvider();
        var store = new MemorySigningKeyStore();
        await using var signer = await StartAsync(clock, store);
        var first = await KeyIdAsync(signer);

        await MoveAsync(clock, signer, TimeSpan.FromDays(29) - TimeSpan.FromMinutes(1));
        (await PublishedAsync(signer)).ShouldBe([first]);

        await MoveAsync(clock, signer, TimeSpan.FromMinutes(1));
        (await PublishedAsync(signer)).Count.ShouldBe(2);
        (await KeyIdAsync(signer)).ShouldBe(first, "the next key is only published yet");

        await MoveAsync(clock, signer, TimeSpan.FromDays(1));
        var second = await KeyIdAsync(signer);
        second.ShouldNotBe(first);
        (await PublishedAsync(signer)).ShouldBe([first, second]);

        await MoveAsync(clock, signer, TimeSpan.FromDays(1));
        (await PublishedAsync(signer)).ShouldBe([second]);
        (await store.LoadAsync(default)).Select(key => key.KeyId).ShouldBe([second]);
    }

    [Fact]
    public async Task Rotation_RestartsInBetween_EveryTokenOfTheOverlapIsAccepted()
    {
        var clock = new ManualTimeProvider();
        var store = new MemorySigningKeyStore();
        string oldKey, oldToken;
        await using (var before = await StartAsync(clock, store))
            oldKey = await KeyIdAsync(before);

        clock.Advance(TimeSpan.FromDays(29));
        await using (var publishing = await StartAsync(clock, store))
        {
            (await KeyIdAsync(publishing)).ShouldBe(oldKey);
            (await PublishedAsync(publishing)).Count.ShouldBe(2);
            clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
            oldToken = await publishing.AuthorizationAsync(default);
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        await using var after = await StartAsync(clock, store);
        (await KeyIdAsync(after)).ShouldNotBe(oldKey);
        (await PublishedAsync(after)).ShouldContain(oldKey);
        await using var server = await ServeAsync(after);
        foreach (var token in new[] { oldToken, await after.AuthorizationAsync(default) })
        {
            var result = await VerifyAsync(server, token, now: clock.GetUtcNow());
            result.IsValid.ShouldBeTrue(result.Exception?.Message);
        }
    }

    [Fact]
    public async Task Rotation_EngineSleptThroughIt_StillPublishesTheNextKeyFirst()
    {
        var clock = new ManualTimeProvider();
        var store = new MemorySigningKeyStore();
        string first;
        await using (var before = await StartAsync(clock, store))
            first = await KeyIdAsync(before);
        clock.Advance(TimeSpan.FromDays(90));

        await using var signer = await StartAsync(clock, store);

        (await KeyIdAsync(signer)).ShouldBe(first);
        (await PublishedAsync(signer)).Count.ShouldBe(2);
        await MoveAsync(clock, signer, TimeSpan.FromDays(1));
        (await KeyIdAsync(signer)).ShouldNotBe(first);
    }

    [Fact]
    public async Task Keys_Document_HoldsNothingPrivate()
    {
        await using var signer = await StartAsync();

        var keys = JsonDocument.Parse(await new OpenIdDocuments(signer).KeysAsync(default)).RootElement.GetProperty("keys");

        keys[0].EnumerateObject().Select(member => member.Name).ShouldBe(["kty", "use", "alg", "kid", "n", "e"]);
    }

    [Fact]
    public async Task Start_NoAudience_TakesTheResource()
    {
        await using var signer = await CallbackSigner.StartAsync(
            new MemorySigningKeyStore(), new(), "the-resource", TimeProvider.System, NullLogger<CallbackSigner>.Instance, default);

        new JsonWebToken((await signer.AuthorizationAsync(default))["Bearer ".Length..]).Audiences.ShouldBe(["the-resource"]);
    }

    [Fact]
    public async Task Deliver_Callback_CarriesATokenThatTheStandardClientAccepts()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await DeliveryBench.StartAsync();
        await using var server = await ServeAsync(bench.Signer);

        bench.Calls.Owe(Sample.Event(webhook.Url("/a")));
        await bench.SettledAsync(1);

        var result = await VerifyAsync(server, webhook.Received[0].Headers["Authorization"], audience: "resource");
        result.IsValid.ShouldBeTrue(result.Exception?.Message);
    }

    private static Task<CallbackSigner> StartAsync(TimeProvider? time = null, ISigningKeyStore? store = null) => CallbackSigner.StartAsync(
        store ?? new MemorySigningKeyStore(), Options, "resource", time ?? TimeProvider.System, NullLogger<CallbackSigner>.Instance, default);

    private static async Task MoveAsync(ManualTimeProvider clock, CallbackSigner signer, TimeSpan by)
    {
        clock.Advance(by);
        await signer.RefreshAsync(default);
    }

    private static async Task<string> KeyIdAsync(CallbackSigner signer) => new JsonWebToken((await signer.AuthorizationAsync(default))["Bearer ".Length..]).Kid;

    private static async Task<List<string>> PublishedAsync(CallbackSigner signer) =>
        [.. JsonWebKeySet.Create(System.Text.Encoding.UTF8.GetString(await new OpenIdDocuments(signer).KeysAsync(default))).Keys.Select(key => key.Kid)];

    private static async Task<Webhook> ServeAsync(CallbackSigner signer)
    {
        var documents = new OpenIdDocuments(signer);
        var server = await Webhook.StartAsync();
        server.Answer = async (context, request) =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(
                request.Path == OpenIdDocuments.KeysPath ? await documents.KeysAsync(default) : documents.Configuration(new(server.BaseUrl)));
        };
        return server;
    }

    private static async Task<TokenValidationResult> VerifyAsync(
        Webhook server, string authorization, string audience = "resource-1", DateTimeOffset? now = null)
    {
        var manager = new ConfigurationManager<OpenIdConnectConfiguration>(
            server.Url(OpenIdDocuments.ConfigurationPath),
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever { RequireHttps = false });
        var configuration = await manager.GetConfigurationAsync(default);
        authorization.ShouldStartWith("Bearer ");
        return await new JsonWebTokenHandler().ValidateTokenAsync(authorization["Bearer ".Length..], new TokenValidationParameters
        {
            ValidIssuer = configuration.Issuer,
            ValidAudience = audience,
            IssuerSigningKeys = configuration.SigningKeys,
            RequireSignedTokens = true,
            ClockSkew = TimeSpan.Zero,
            LifetimeValidator = now is null ? null : (from, until, _, _) => from <= now.Value.UtcDateTime && now.Value.UtcDateTime < until,
        });
    }
}
