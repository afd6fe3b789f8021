using BenchmarkDotNet.Attributes;
using CallGrains.Benchmarks.Model;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Delivery.Callbacks;
using CallGrains.Embedded.Engine;
using CallGrains.Embedded.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Benchmarks;

/// <summary>The single node without HTTP: creates that are durable when they are answered, with webhooks that take everything at once.</summary>
[MemoryDiagnoser]
public class JournalBenchmarks
{
    private const int AtOnce = 64;

    private readonly string _folder = Directory.CreateTempSubdirectory("callgrains-journal").FullName;
    private EmbeddedHost _host = null!;
    private int _number;

    /// <summary>Where calls are kept.</summary>
    [Params(StoreKind.Memory, StoreKind.Sqlite)]
    public StoreKind Store { get; set; }

    /// <summary>Starts a node.</summary>
    [GlobalSetup]
    public async Task StartAsync() => _host = await EmbeddedHost.StartAsync(
        new() { Store = Store, DataPath = _folder },
        new(),
        TimeProvider.System,
        NullLoggerFactory.Instance,
        new() { Callbacks = static settlement => new TakesEverything(settlement) });

    /// <summary>Stops it.</summary>
    [GlobalCleanup]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Creates calls, many at once; the time is of one.</summary>
    [Benchmark(OperationsPerInvoke = AtOnce)]
    public Task Create() => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ =>
    {
        var command = new CreateCall([BusyCall.User(Interlocked.Increment(ref _number))], "http://127.0.0.1/callbacks");
        return _host.Engine.ExecuteAsync(_host.Engine.Ids.KeyOfRandom(Guid.NewGuid()), command).AsTask();
    }));

    private sealed class TakesEverything(ICallbackSettlement settlement) : ICallbackDelivery
    {
        public void Deliver(CallbackEvent callback) => settlement.Settled(callback.Stream.Call, callback.Stream.Leg, callback.Id);

        public void Bury(CallbackEvent callback) => Deliver(callback);
    }
}
