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

        var result = await VerifyAsync(server, signer.Authorization());

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
        var parts = signer.Authorization().Split('.');
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

        (await VerifyAsync(server, signer.Authorization())).Exception.ShouldBeOfType<SecurityTokenExpiredException>();
    }

    [Fact]
    public async Task Authorization_OfAnotherEngine_IsInvalid()
    {
        await using var signer = await StartAsync();
        await using var foreign = await StartAsync();
        await using var server = await ServeAsync(signer);

        (await VerifyAsync(server, foreign.Authorization())).Exception.ShouldBeAssignableTo<SecurityTokenInvalidSignatureException>();
        (await VerifyAsync(server, signer.Authorization(), audience: "another")).Exception.ShouldBeOfType<SecurityTokenInvalidAudienceException>();
    }

    [Fact]
    public async Task Authorization_WithinAMinute_IsTheSameToken()
    {
        var clock = new ManualTimeProvider();
        await using var signer = await StartAsync(clock);

        var first = signer.Authorization();
        clock.Advance(TimeSpan.FromSeconds(59));
        signer.Authorization().ShouldBe(first);
        clock.Advance(TimeSpan.FromSeconds(1));
        signer.Authorization().ShouldNotBe(first);
    }

    [Fact]
    public async Task Start_KeysInTheStore_UsesThemAgain()
    {
        var store = new MemorySigningKeyStore();
        string before;
        await using (var signer = await StartAsync(store: store))
            before = KeyId(signer);

        await using var again = await StartAsync(store: store);

        KeyId(again).ShouldBe(before);
        (await store.LoadAsync(default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Start_TwoNodesAtOnce_EndWithTheSameKey()
    {
        var store = new MemorySigningKeyStore();

        var signers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StartAsync(store: store))));

        signers.Select(KeyId).Distinct().Count().ShouldBe(1);
        foreach (var signer in signers)
            await signer.DisposeAsync();
    }

    [Fact]
    public async Task Rotation_NextKey_IsPublishedADayBeforeAndTheLastADayAfter()
    {
        var clock = new ManualTimeProvider();
        var store = new MemorySigningKeyStore();
        await using var signer = await StartAsync(clock, store);
        var first = KeyId(signer);

        await MoveAsync(clock, signer, TimeSpan.FromDays(29) - TimeSpan.FromMinutes(1));
        Published(signer).ShouldBe([first]);

        await MoveAsync(clock, signer, TimeSpan.FromMinutes(1));
        Published(signer).Count.ShouldBe(2);
        KeyId(signer).ShouldBe(first, "the next key is only published yet");

        await MoveAsync(clock, signer, TimeSpan.FromDays(1));
        var second = KeyId(signer);
        second.ShouldNotBe(first);
        Published(signer).ShouldBe([first, second]);

        await MoveAsync(clock, signer, TimeSpan.FromDays(1));
        Published(signer).ShouldBe([second]);
        (await store.LoadAsync(default)).Select(key => key.KeyId).ShouldBe([second]);
    }

    [Fact]
    public async Task Rotation_RestartsInBetween_EveryTokenOfTheOverlapIsAccepted()
    {
        var clock = new ManualTimeProvider();
        var store = new MemorySigningKeyStore();
        string oldKey, oldToken;
        await using (var before = await StartAsync(clock, store))
            oldKey = KeyId(before);

        clock.Advance(TimeSpan.FromDays(29));
        await using (var publishing = await StartAsync(clock, store))
        {
            KeyId(publishing).ShouldBe(oldKey);
            Published(publishing).Count.ShouldBe(2);
            clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
            oldToken = publishing.Authorization();
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        await using var after = await StartAsync(clock, store);
        KeyId(after).ShouldNotBe(oldKey);
        Published(after).ShouldContain(oldKey);
        await using var server = await ServeAsync(after);
        foreach (var token in new[] { oldToken, after.Authorization() })
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
            first = KeyId(before);
        clock.Advance(TimeSpan.FromDays(90));

        await using var signer = await StartAsync(clock, store);

        KeyId(signer).ShouldBe(first);
        Published(signer).Count.ShouldBe(2);
        await MoveAsync(clock, signer, TimeSpan.FromDays(1));
        KeyId(signer).ShouldNotBe(first);
    }

    [Fact]
    public async Task Keys_Document_HoldsNothingPrivate()
    {
        await using var signer = await StartAsync();

        var keys = JsonDocument.Parse(new OpenIdDocuments(signer).Keys()).RootElement.GetProperty("keys");

        keys[0].EnumerateObject().Select(member => member.Name).ShouldBe(["kty", "use", "alg", "kid", "n", "e"]);
    }

    [Fact]
    public async Task Start_NoAudience_TakesTheResource()
    {
        await using var signer = await CallbackSigner.StartAsync(
            new MemorySigningKeyStore(), new(), "the-resource", TimeProvider.System, NullLogger<CallbackSigner>.Instance, default);

        new JsonWebToken(signer.Authorization()["Bearer ".Length..]).Audiences.ShouldBe(["the-resource"]);
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

    private static string KeyId(CallbackSigner signer) => new JsonWebToken(signer.Authorization()["Bearer ".Length..]).Kid;

    private static List<string> Published(CallbackSigner signer) =>
        [.. JsonWebKeySet.Create(System.Text.Encoding.UTF8.GetString(new OpenIdDocuments(signer).Keys())).Keys.Select(key => key.Kid)];

    private static async Task<Webhook> ServeAsync(CallbackSigner signer)
    {
        var documents = new OpenIdDocuments(signer);
        var server = await Webhook.StartAsync();
        server.Answer = (context, request) =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.Body.WriteAsync(
                request.Path == OpenIdDocuments.KeysPath ? documents.Keys() : documents.Configuration(new(server.BaseUrl))).AsTask();
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
