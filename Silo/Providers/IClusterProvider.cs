using System.Net;

namespace CallGrains.Silo.Providers;

/// <summary>Where a cluster keeps its members, the state of its grains and its reminders.</summary>
internal interface IClusterProvider
{
    /// <summary>The only address that silos have when none is configured; null where each has that of its host's name, and listens on all.</summary>
    IPAddress? OnlyAddress => null;

    /// <summary>Connects a silo.</summary>
    void AddTo(ISiloBuilder silo);

    /// <summary>Connects a gateway.</summary>
    void AddTo(IClientBuilder client);

    /// <summary>Looks whether the store can be used, before a silo rests on it.</summary>
    /// <remarks>What it throws is understood by <see cref="Explain"/>.</remarks>
    Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What a fault of the store means.</summary>
    /// <returns>One line for the operator, without secrets; null when the fault is not the store's.</returns>
    string? Explain(Exception fault) => null;

    /// <summary>Makes, or brings up to date, what the store must have before a silo can use it. Can be run again at any time.</summary>
    /// <returns>What was done, one line for the operator.</returns>
    Task<string> MigrateAsync(CancellationToken cancellationToken);
}
