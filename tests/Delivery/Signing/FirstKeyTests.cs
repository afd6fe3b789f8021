using System.Text;
using CallGrains.Delivery.Bench;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CallGrains.Delivery.Signing;

public sealed class FirstKeyTests
{
    private readonly CapturingLogger<CallbackSigner> _logger = new();

    [Fact]
    public async Task Authorization_KeyNotStoredYet_WaitsUntilItIs()
    {
        var store = new GatedKeyStore();
        await using var signer = await StartAsync(store);
        var authorization = signer.AuthorizationAsync(default).AsTask();
        var document = new OpenIdDocuments(signer).KeysAsync(default).AsTask();
        await Eventually.HoldsAsync(() => store.Waiting == 1, "a key was made");
        authorization.IsCompleted.ShouldBeFalse();
        document.IsCompleted.ShouldBeFalse();

        store.Open();

        var keyId = KeyId(await authorization);
        var stored = (await store.LoadAsync(default)).ShouldHaveSingleItem();
        keyId.ShouldBe(stored.KeyId);
        JsonWebKeySet.Create(Encoding.UTF8.GetString(await document)).Keys.ShouldHaveSingleItem().Kid.ShouldBe(stored.KeyId);
    }

    [Fact]
    public async Task Authorization_GivenUpWhileTheKeyIsMissing_IsCanceled()
    {
        await using var signer = await StartAsync(new GatedKeyStore());
        using var giveUp = new CancellationTokenSource();
        var authorization = signer.AuthorizationAsync(giveUp.Token).AsTask();

        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(authorization);
    }

    [Fact]
    public async Task Authorization_SignerEndsBeforeTheKeyIsStored_IsCanceled()
    {
        var signer = await StartAsync(new GatedKeyStore());
        var authorization = signer.AuthorizationAsync(default).AsTask();

        await signer.DisposeAsync();

        await Should.ThrowAsync<OperationCanceledException>(authorization);
    }

    [Fact]
    public async Task Start_KeyCannotBeStored_IsLoggedAndTriedAgain()
    {
        var clock = new ManualTimeProvider();
        var store = new GatedKeyStore { Faults = 1 };
        store.Open();
        await using var signer = await StartAsync(store, clock);
        var authorization = signer.AuthorizationAsync(default).AsTask();
        await Eventually.HoldsAsync(() => clock.PendingTimers == 2, "the next try is set, beside the rotation");
        authorization.IsCompleted.ShouldBeFalse();
        _logger.Lines.ShouldHaveSingleItem().ShouldContain("The disk is full.");

        clock.Advance(TimeSpan.FromSeconds(1));

        (await authorization).ShouldStartWith("Bearer ");
        store.Waiting.ShouldBe(2);
    }

    [Fact]
    public async Task MakeFirstKey_NobodyNeedsItYet_StoresOne()
    {
        var store = new GatedKeyStore();
        store.Open();
        await using var signer = await StartAsync(store);
        (await store.LoadAsync(default)).ShouldBeEmpty();

        signer.MakeFirstKey();

        await Eventually.HoldsAsync(() => store.Waiting == 1, "a key was made");
        KeyId(await signer.AuthorizationAsync(default)).ShouldBe((await store.LoadAsync(default)).ShouldHaveSingleItem().KeyId);
    }

    [Fact]
    public async Task Start_FourNodesAtOnce_EndWithTheSameKey()
    {
        var store = new MemorySigningKeyStore();

        var signers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StartAsync(store))));

        var tokens = await Task.WhenAll(signers.Select(signer => signer.AuthorizationAsync(default).AsTask()));
        tokens.Select(KeyId).Distinct().ShouldHaveSingleItem();
        foreach (var signer in signers)
            await signer.DisposeAsync();
    }

    [Fact]
    public async Task Deliver_KeyNotStoredYet_SendsNothingUntilItCanSign()
    {
        var keys = new GatedKeyStore();
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await DeliveryBench.StartAsync(keys: keys);
        bench.Calls.Owe(Sample.Event(webhook.Url("/a")));
        bench.Calls.Owe(Sample.Event(webhook.Url("/b")));
        await Eventually.HoldsAsync(() => keys.Waiting == 1, "a key was made");
        webhook.Received.ShouldBeEmpty();

        keys.Open();

        await bench.SettledAsync(2);
        var stored = (await keys.LoadAsync(default)).ShouldHaveSingleItem();
        webhook.Received.Select(request => KeyId(request.Headers["Authorization"])).ShouldBe([stored.KeyId, stored.KeyId]);
    }

    [Fact]
    public async Task Dispose_CallbackWaitsForTheKey_LeavesItOwed()
    {
        await using var webhook = await Webhook.StartAsync();
        var bench = await DeliveryBench.StartAsync(keys: new GatedKeyStore());
        bench.Calls.Owe(Sample.Event(webhook.Url("/a")));

        await bench.DisposeAsync();

        bench.Calls.Settled.ShouldBeEmpty();
        webhook.Received.ShouldBeEmpty();
    }

    private static string KeyId(string authorization) => new JsonWebToken(authorization["Bearer ".Length..]).Kid;

    private Task<CallbackSigner> StartAsync(ISigningKeyStore store, TimeProvider? time = null) =>
        CallbackSigner.StartAsync(store, new(), "resource", time ?? TimeProvider.System, _logger, default);
}
