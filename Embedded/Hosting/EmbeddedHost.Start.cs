using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Log;
using CallGrains.Delivery.Signing;
using CallGrains.Embedded.Engine;
using CallGrains.Embedded.Store;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Clock;
using CallGrains.Endpoints.Hosting;
using Microsoft.Extensions.Logging;

namespace CallGrains.Embedded.Hosting;

public sealed partial class EmbeddedHost
{
    /// <summary>Starts a node. Calls can be used when this returns; what was owed before is taken up in the background.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="rules">Limits and times of calls.</param>
    /// <param name="systemTime">The clock of the machine.</param>
    /// <param name="loggers">Where logs go.</param>
    /// <param name="replacements">Parts to be replaced; null for none.</param>
    /// <param name="cancellationToken">Stops starting.</param>
    /// <exception cref="ArgumentException">A value of the configuration cannot be used; the message is one line.</exception>
    /// <exception cref="IOException">The data folder is in use, or cannot be used; the message is one line.</exception>
    /// <exception cref="InvalidDataException">The data is of a newer program, or damaged; the message is one line.</exception>
    public static async Task<EmbeddedHost> StartAsync(
        EmbeddedOptions options,
        CallRules rules,
        TimeProvider systemTime,
        ILoggerFactory loggers,
        EmbeddedReplacements? replacements = null,
        CancellationToken cancellationToken = default)
    {
        options.Validate();
        if (rules.Faults().FirstOrDefault() is { } fault)
            throw new ArgumentException(fault);

        var host = new EmbeddedHost();
        try
        {
            await host.BuildAsync(options, rules, systemTime, loggers, replacements ?? new(), cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private async Task BuildAsync(
        EmbeddedOptions options,
        CallRules rules,
        TimeProvider systemTime,
        ILoggerFactory loggers,
        EmbeddedReplacements replacements,
        CancellationToken cancellationToken)
    {
        var database = OpenDatabase(options, loggers);
        EndWith(database);
        var meta = new MetaTable(database);
        StoreHealth = new StoreHealth(meta, systemTime);
        var activity = new ActivityGauge();
        Time = ChooseClock(options, meta, activity, systemTime);

        Calls = new(
            new CallIds(await meta.SecretAsync(cancellationToken), options.ResourceId),
            rules,
            options.Engine,
            replacements.Calls(new CallTable(database)),
            new GroupTable(database),
            new RisingIdSource(systemTime),
            activity,
            Time,
            systemTime,
            loggers.CreateLogger<EmbeddedEngine>());
        EndWith(Calls);

        var settlement = new Settlement(Calls);
        var (callbacks, publisher) = await StartDeliveryAsync(options, database, settlement, systemTime, loggers, replacements, cancellationToken);

        var announcer = replacements.Announcer ?? new EventGridAnnouncer(publisher);
        var behaviors = new BehaviorDirectory(options.Endpoints, new BehaviorTable(database), announcer);
        EndWith(behaviors);
        var farSide = new FarSide(
            options.Endpoints,
            options.Attachments,
            new AttachmentTable(database),
            behaviors,
            Calls,
            announcer,
            activity,
            Time,
            loggers.CreateLogger<FarSide>());
        EndWith(farSide);
        Simulator = farSide;

        Calls.Connect(farSide, replacements.Callbacks?.Invoke(settlement) ?? callbacks, () => Subscriptions.WatchCalls);
        await farSide.StartAsync(cancellationToken);
        Calls.Start();

        // Ends first: commands are answered while everything they need is still there.
        _ends.Push(async () => await Calls.StopAsync());
    }

    private static Database OpenDatabase(EmbeddedOptions options, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger<Database>();
        return options.Store == StoreKind.Memory ? Database.OpenMemory(logger) : Database.OpenFolder(options.DataPath, logger);
    }

    private TimeProvider ChooseClock(EmbeddedOptions options, MetaTable meta, ActivityGauge activity, TimeProvider systemTime)
    {
        if (options.Clock == ClockKind.System)
            return systemTime;

        var start = systemTime.GetUtcNow();
        if (meta.FindClock() is { } last && last > start)
            start = last;
        var time = new VirtualTimeProvider(start, activity);
        EndWith(time);
        Clock = new KeptClock(time, meta);
        return time;
    }

    private async Task<(HttpCallbacks Callbacks, EventGridPublisher Publisher)> StartDeliveryAsync(
        EmbeddedOptions options,
        Database database,
        Settlement settlement,
        TimeProvider systemTime,
        ILoggerFactory loggers,
        EmbeddedReplacements replacements,
        CancellationToken cancellationToken)
    {
        Destinations = new(options.Destinations);
        var client = new DestinationClient(Destinations, replacements.NameResolver);
        EndWith(client);
        Subscriptions = new(new SubscriptionTable(database), client, options.EventGrid, systemTime, loggers.CreateLogger<EventSubscriptions>());
        EndWith(Subscriptions);
        await Subscriptions.StartAsync(cancellationToken);
        var publisher = new EventGridPublisher(
            Subscriptions, client, options.EventGrid, systemTime, Random.Shared, loggers.CreateLogger<EventGridPublisher>());
        EndWith(publisher);

        var signer = _signer = await CallbackSigner.StartAsync(
            new SigningKeyTable(database), options.Signing, options.ResourceId, systemTime, loggers.CreateLogger<CallbackSigner>(), cancellationToken);
        EndWith(signer);
        Documents = new(signer);
        var deliveries = new DeliveryTable(database);
        var delivery = new CallbackDelivery(
            settlement,
            deliveries,
            client,
            signer,
            options.Delivery,
            options.DeliveryLog,
            systemTime,
            Random.Shared,
            loggers.CreateLogger<CallbackDelivery>());
        EndWith(delivery);
        await delivery.StartAsync(cancellationToken);
        DeliveryLog = new DeliveryLog(deliveries, delivery, systemTime);
        return (new(delivery, publisher, settlement, loggers.CreateLogger<HttpCallbacks>()), publisher);
    }

    private void EndWith(IAsyncDisposable part) => _ends.Push(part.DisposeAsync);

    private void EndWith(IDisposable part) => _ends.Push(() =>
    {
        part.Dispose();
        return ValueTask.CompletedTask;
    });

    private sealed class Settlement(EmbeddedEngine calls) : ICallbackSettlement
    {
        public void Settled(CallKey call, ushort leg, Guid eventId) => calls.Settle(call, leg, eventId);
    }
}
