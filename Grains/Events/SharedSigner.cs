using CallGrains.Delivery.Signing;
using Microsoft.Extensions.Logging;

namespace CallGrains.Grains.Events;

/// <summary>The signer of callbacks on one node, started when it is first needed: its keys are kept by the cluster.</summary>
/// <param name="store">The keys of the cluster.</param>
/// <param name="settings">How callbacks are signed.</param>
/// <param name="time">System time.</param>
/// <param name="logger">The log.</param>
public sealed class SharedSigner(ISigningKeyStore store, DeliverySettings settings, TimeProvider time, ILogger<CallbackSigner> logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private CallbackSigner? _signer;

    /// <summary>The signer, once it was started.</summary>
    /// <exception cref="InvalidOperationException">It was not.</exception>
    public CallbackSigner Signer => Volatile.Read(ref _signer) ?? throw new InvalidOperationException("The keys of the cluster were not loaded yet.");

    /// <summary>Starts the signer unless that was done.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<CallbackSigner> StartAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _signer) is { } known)
            return known;

        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_signer is null)
            {
                var started = await CallbackSigner.StartAsync(store, settings.Signing, settings.ResourceId, time, logger, cancellationToken);
                started.MakeFirstKey();
                Volatile.Write(ref _signer, started);
            }

            return _signer;
        }
        finally
        {
            _ = _starting.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_signer is not null)
            await _signer.DisposeAsync();
        _starting.Dispose();
    }
}
