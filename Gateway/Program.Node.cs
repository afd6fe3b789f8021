using CallGrains.Calls.Hosting;
using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Log;
using CallGrains.Delivery.Signing;
using CallGrains.Embedded.Engine;
using CallGrains.Embedded.Hosting;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Gateway.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallGrains.Gateway;

/// <summary>The one place that knows the embedded engine.</summary>
internal static partial class Program
{
    private static Node AddNode(WebApplicationBuilder builder, GatewayOptions options)
    {
        var node = new Node(ReadNode(builder.Configuration, options), Bound(builder.Configuration, CallRules.Section, new CallRules()));
        var services = builder.Services;
        services.AddSingleton(_ => node.Host.Engine);
        services.AddSingleton(_ => node.Host.Simulator);
        services.AddSingleton(_ => node.Host.DeliveryLog);
        services.AddSingleton(_ => node.Host.Subscriptions);
        services.AddSingleton(_ => node.Host.Destinations);
        services.AddSingleton(_ => node.Host.Documents);
        if (node.Options.Clock == ClockKind.Virtual)
            services.AddSingleton(_ => node.Host.Clock ?? throw new InvalidOperationException("The node has no virtual clock."));

        services.AddHealthChecks().Add(new("store", _ => new StoreCheck(node), HealthStatus.Unhealthy, tags: null));
        return node;
    }

    private static EmbeddedOptions ReadNode(ConfigurationManager configuration, GatewayOptions gateway)
    {
        UnknownKeys.Refuse(
            configuration,
            ($"{GatewayOptions.Section}:Embedded", typeof(EngineOptions)),
            (CallRules.Section, typeof(CallRules)),
            (DeliveryOptions.Section, typeof(DeliveryOptions)),
            (DestinationOptions.Section, typeof(DestinationOptions)),
            (DeliveryLogOptions.Section, typeof(DeliveryLogOptions)),
            (SigningOptions.Section, typeof(SigningOptions)),
            (EventGridOptions.Section, typeof(EventGridOptions)));
        var delivery = new DeliveryOptions { MaxPause = new EmbeddedOptions().Delivery.MaxPause };
        return new()
        {
            Store = Word(configuration, "Store", StoreKind.Sqlite),
            Clock = Word(configuration, "Clock", ClockKind.System),
            DataPath = gateway.DataPath,
            ResourceId = gateway.ResourceId,
            Engine = Bound(configuration, $"{GatewayOptions.Section}:Embedded", new EngineOptions()),
            Endpoints = EndpointConfiguration.Read(configuration.GetSection($"{GatewayOptions.Section}:Endpoints").AsEnumerable(makePathsRelative: true)),
            Delivery = Bound(configuration, DeliveryOptions.Section, delivery),
            DeliveryLog = Bound(configuration, DeliveryLogOptions.Section, new DeliveryLogOptions()),
            Signing = Bound(configuration, SigningOptions.Section, new SigningOptions()),
            Destinations = Bound(configuration, DestinationOptions.Section, new DestinationOptions()),
            EventGrid = Bound(configuration, EventGridOptions.Section, new EventGridOptions()),
        };
    }

    private static T Word<T>(ConfigurationManager configuration, string key, T fallback)
        where T : struct, Enum
    {
        var text = configuration[$"{GatewayOptions.Section}:{key}"];
        if (text is null)
            return fallback;

        var names = Enum.GetNames<T>().Select(name => name.ToLowerInvariant()).ToArray();
        return names.Contains(text.ToLowerInvariant()) && Enum.TryParse<T>(text, ignoreCase: true, out var value)
            ? value
            : throw new ConfigurationFaultException($"CallGrains:{key} is '{text}'; it is one of {string.Join(", ", names)}.");
    }

    private static T Bound<T>(ConfigurationManager configuration, string section, T options)
        where T : class
    {
        try
        {
            // Most are not there: to look at each property for nothing took a tenth of a start.
            if (configuration.GetSection(section) is var given && given.Exists())
                given.Bind(options);
            return options;
        }
        catch (InvalidOperationException fault)
        {
            throw new ConfigurationFaultException(fault.Message, fault);
        }
    }

    /// <summary>The embedded engine, from its configuration to its end.</summary>
    private sealed class Node(EmbeddedOptions options, CallRules rules)
    {
        private EmbeddedHost? _host;

        /// <summary>Its configuration.</summary>
        public EmbeddedOptions Options => options;

        /// <summary>The engine, once started.</summary>
        public EmbeddedHost Host => _host ?? throw new InvalidOperationException("The node was not started.");

        /// <summary>Starts it; what is given back ends it.</summary>
        public async Task<IAsyncDisposable> StartAsync(IServiceProvider services) =>
            _host = await EmbeddedHost.StartAsync(options, rules, TimeProvider.System, services.GetRequiredService<ILoggerFactory>());
    }

    /// <summary>Ready means that the store can be written.</summary>
    private sealed class StoreCheck(Node node) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await node.Host.StoreHealth.CheckAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (IOException fault)
            {
                return HealthCheckResult.Unhealthy("The store cannot be written.", fault);
            }
        }
    }
}
