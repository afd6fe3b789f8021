using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CallGrains.Delivery.Signing;

/// <summary>Signs callbacks (AUTH section 3): RS256 tokens under a key that is made at the first start and replaced in time.</summary>
/// <remarks>
/// The next key is published <see cref="SigningOptions.Overlap"/> before it signs and the last one as long after, so a receiver
/// that reads the keys once a day never meets a token it cannot verify. Safe for concurrent use.
/// </remarks>
public sealed partial class CallbackSigner : IAsyncDisposable
{
    private static readonly JsonWebTokenHandler Tokens = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly string _audience;
    private readonly CancellationTokenSource _stop = new();
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

    /// <summary>The keys to publish, the one that signs and those before and after it, oldest first.</summary>
    internal IReadOnlyList<SigningKey> Keys => Volatile.Read(ref _keys);

    /// <summary>Reads the keys, makes the first one if there is none, and keeps them fresh from then on.</summary>
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
        await signer.RefreshAsync(cancellationToken);
        signer._rotation = signer.RotateAsync();
        return signer;
    }

    /// <summary>The value of the <c>Authorization</c> header of a callback sent now.</summary>
    public string Authorization()
    {
        var now = _time.GetUtcNow();
        var token = Volatile.Read(ref _token);
        if (token is null || now - token.IssuedAt >= _options.TokenReuse || now < token.IssuedAt)
            Volatile.Write(ref _token, token = Issue(now));

        return token.Header;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _rotation;
        _stop.Dispose();
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

        var known = Keys.ToDictionary(key => key.Id, StringComparer.Ordinal);
        SigningKey[] fresh = [.. keys.Skip(gone).Select(stored => known.GetValueOrDefault(stored.KeyId) ?? new SigningKey(stored))];
        Volatile.Write(ref _keys, fresh);
    }

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
            var added = SigningKey.Generate(_options.KeySize, activeFrom);
            if (await _store.TryAddAsync(added, newest?.KeyId, cancellationToken))
                LogKeyAdded(added.KeyId, activeFrom);
        }
    }

    private async Task RotateAsync()
    {
        // Often enough for every node to publish a key that another node made long before it signs.
        var hour = TimeSpan.FromHours(1);
        using var timer = new PeriodicTimer(_options.Overlap / 4 < hour ? _options.Overlap / 4 : hour, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await TryRefreshAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped: the keys are in the store.
            return;
        }
    }

    private async Task TryRefreshAsync()
    {
        try
        {
            await RefreshAsync(_stop.Token);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogRefreshFailed(fault);
        }
    }

    private CachedToken Issue(DateTimeOffset now)
    {
        var keys = Keys;
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
