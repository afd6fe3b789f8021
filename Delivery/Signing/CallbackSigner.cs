using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CallGrains.Delivery.Signing;

/// <summary>Signs callbacks (AUTH section 3): RS256 tokens under a key that is made at the first start and replaced in time.</summary>
/// <remarks>
/// The first key is made in the background, since that takes as long as the rest of a start: when it is first needed, or before, by
/// <see cref="MakeFirstKey"/>. Whoever needs it waits for it. A key signs and is published only once it is stored.
/// The next key is published <see cref="SigningOptions.Overlap"/> before it signs and the last one as long after, so a receiver
/// that reads the keys once a day never meets a token it cannot verify. Safe for concurrent use.
/// </remarks>
public sealed partial class CallbackSigner : IAsyncDisposable
{
    private static readonly JsonWebTokenHandler Tokens = new() { SetDefaultTimesOnTokenCreation = false };

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly string _audience;
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger<CallbackSigner> _logger;
    private readonly SigningOptions _options;
    private readonly ISigningKeyStore _store;
    private readonly TimeProvider _time;
    private IReadOnlyList<SigningKey> _keys = [];
    private Task _rotation = Task.CompletedTask;
    private CachedToken? _token;

    private CallbackSigner(ISigningKeyStore store, SigningOptions options, string resourceId, TimeProvider time, ILogger<CallbackSigner> logger)
    {
        _store = store;
        _options = options;
        _audience = options.Audience ?? resourceId;
        _time = time;
        _logger = logger;
    }

    /// <summary>The <c>iss</c> of the tokens.</summary>
    public string Issuer => _options.Issuer;

    // Empty until the first key is stored.
    private IReadOnlyList<SigningKey> Known => Volatile.Read(ref _keys);

    /// <summary>Reads the keys and keeps them fresh from then on. A first one is not made yet.</summary>
    /// <param name="store">Where the keys are kept.</param>
    /// <param name="options">Issuer, audience, times.</param>
    /// <param name="resourceId">The audience when the options name none: the immutable id of the resource.</param>
    /// <param name="time">System time.</param>
    /// <param name="logger">For keys made and removed.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static async Task<CallbackSigner> StartAsync(
        ISigningKeyStore store,
        SigningOptions options,
        string resourceId,
        TimeProvider time,
        ILogger<CallbackSigner> logger,
        CancellationToken cancellationToken)
    {
        options.Validate();
        var signer = new CallbackSigner(store, options, resourceId, time, logger);
        if ((await store.LoadAsync(cancellationToken)).Count > 0)
            await signer.RefreshAsync(cancellationToken);

        // Often enough for every node to publish a key that another node made long before it signs.
        var hour = TimeSpan.FromHours(1);
        var timer = new PeriodicTimer(options.Overlap / 4 < hour ? options.Overlap / 4 : hour, time);

        // On the pool, whoever starts it: in a grain it would go on only as long as the grain.
        signer._rotation = Task.Run(() => signer.RotateAsync(timer), CancellationToken.None);
        return signer;
    }

    /// <summary>Begins to make the first key in the background unless there is one.</summary>
    public void MakeFirstKey() => _wanted.TrySetResult();

    /// <summary>The value of the <c>Authorization</c> header of a callback sent now. Waits while the first key is being made.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<string> AuthorizationAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var token = Volatile.Read(ref _token);
        if (token is null || now - token.IssuedAt >= _options.TokenReuse || now < token.IssuedAt)
        {
            var keys = await KeysAsync(cancellationToken);
            Volatile.Write(ref _token, token = Issue(keys, _time.GetUtcNow()));
        }

        return token.Header;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _rotation;
        _ = _first.TrySetCanceled(CancellationToken.None);
        _stop.Dispose();
    }

    /// <summary>The keys to publish, the one that signs and those before and after it, oldest first; at least one.</summary>
    /// <param name="cancellationToken">Gives up waiting for the first one.</param>
    internal async ValueTask<IReadOnlyList<SigningKey>> KeysAsync(CancellationToken cancellationToken)
    {
        if (Known.Count == 0)
        {
            MakeFirstKey();
            await _first.Task.WaitAsync(cancellationToken);
        }

        return Known;
    }

    /// <summary>Reads the keys again; adds the next one and removes those whose time is over.</summary>
    internal async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var keys = await LoadWithNextAsync(cancellationToken);
        var now = _time.GetUtcNow();
        var gone = 0;
        while (gone + 1 < keys.Count && keys[gone + 1].ActiveFrom + _options.Overlap <= now)
        {
            await _store.RemoveAsync(keys[gone].KeyId, cancellationToken);
            LogKeyRemoved(keys[gone].KeyId);
            gone++;
        }

        var known = Known.ToDictionary(key => key.Id, StringComparer.Ordinal);
        SigningKey[] fresh = [.. keys.Skip(gone).Select(stored => known.GetValueOrDefault(stored.KeyId) ?? new SigningKey(stored))];
        Volatile.Write(ref _keys, fresh);
        _ = _first.TrySetResult();
    }

    // On a thread of its own: it computes for some hundred milliseconds, and the pool of a small machine has few threads.
    private static Task<StoredSigningKey> GenerateAsync(int size, DateTimeOffset activeFrom) => Task.Factory.StartNew(
        () => SigningKey.Generate(size, activeFrom), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private async Task<IReadOnlyList<StoredSigningKey>> LoadWithNextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var keys = await _store.LoadAsync(cancellationToken);
            var newest = keys.Count == 0 ? null : keys[^1];
            var now = _time.GetUtcNow();
            if (newest is not null && now < newest.ActiveFrom + _options.RotateEvery - _options.Overlap)
                return keys;

            // The first key signs at once. A later one is published first, even when the engine slept through its time.
            var due = newest is null ? now : newest.ActiveFrom + _options.RotateEvery;
            var activeFrom = newest is null || due >= now + _options.Overlap ? due : now + _options.Overlap;
            var added = await GenerateAsync(_options.KeySize, activeFrom).WaitAsync(cancellationToken);
            if (await _store.TryAddAsync(added, newest?.KeyId, cancellationToken))
                LogKeyAdded(added.KeyId, activeFrom);
        }
    }

    private async Task RotateAsync(PeriodicTimer timer)
    {
        using var ticks = timer;
        try
        {
            if (Known.Count == 0)
                await _wanted.Task.WaitAsync(_stop.Token);
            while (Known.Count == 0)
                await TryMakeFirstAsync();
            while (await ticks.WaitForNextTickAsync(_stop.Token))
                await TryRefreshAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped: the keys are in the store.
            return;
        }
    }

    private async Task TryMakeFirstAsync()
    {
        try
        {
            await RefreshAsync(_stop.Token);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            LogFirstFailed(fault);
            await Task.Delay(RetryPause, _time, _stop.Token);
        }
    }

    private async Task TryRefreshAsync()
    {
        try
        {
            await RefreshAsync(_stop.Token);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            LogRefreshFailed(fault);
        }
    }

    private CachedToken Issue(IReadOnlyList<SigningKey> keys, DateTimeOffset now)
    {
        var signing = keys.LastOrDefault(key => key.ActiveFrom <= now) ?? keys[0];
        var token = Tokens.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = _options.Issuer,
            Audience = _audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + _options.TokenLifetime).UtcDateTime,
            SigningCredentials = signing.Credentials,
        });
        return new(now, "Bearer " + token);
    }

    private sealed record CachedToken(DateTimeOffset IssuedAt, string Header);
}
