using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using CallGrains.Calls.Ids;
using CallGrains.Gateway.Answers;
using CallGrains.Gateway.Auth;
using CallGrains.Gateway.OpenApi;
using CallGrains.Gateway.Operations;
using CallGrains.Gateway.Requests;
using CallGrains.Gateway.Wire;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CallGrains.Gateway.Hosting;

/// <summary>The services of the gateway. The host adds the engine, the far side and delivery.</summary>
public static class GatewayServices
{
    /// <summary>Adds the gateway.</summary>
    /// <param name="builder">The application being built.</param>
    /// <param name="options">The checked configuration.</param>
    /// <param name="systemTime">System time, whatever clock drives the calls: signatures, tokens and repeats are of the real day.</param>
    public static void AddGateway(this WebApplicationBuilder builder, GatewayOptions options, TimeProvider systemTime)
    {
        var services = builder.Services;
        services.AddSingleton(systemTime);
        services.TryAddSingleton<IIdSource>(RandomIdSource.Instance);
        services.AddSingleton(options);
        services.AddSingleton(options.Limits);
        services.AddSingleton(options.Access);
        services.AddSingleton<AnswerJson>();
        services.AddSingleton<CallbackUris>();
        services.AddSingleton<RequestJson>();
        services.AddSingleton<UnknownRoutes>();
        services.AddSingleton(_ => RateLimits.Create(options.RateLimit));
        services.AddHealthChecks();
        services.AddOpenApiDocument();
        AddAccess(services, options, systemTime);

        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default);
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            json.SerializerOptions.Converters.Add(new IdentifierConverter());
        });
        services.Configure<RouteOptions>(routes => routes.SetParameterPolicy<IdConstraint>(IdConstraint.Name));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // RequestBodyReading bounds the body. The server's own bound is how much of a refused one it still takes off the
            // line: a client that is cut off while it sends would not get to read why.
            kestrel.Limits.MaxRequestBodySize = RequestLimits.MaxDrainedBytes;
        });
    }

    private static void AddAccess(IServiceCollection services, GatewayOptions options, TimeProvider systemTime)
    {
        services.AddSingleton(new HmacVerifier(options.Access, systemTime));
        services.AddSingleton(new BearerVerifier(options.Access, options.Bearer, options.ResourceId, systemTime));
        services.AddSingleton(new UserTokens(options.Access, options.ResourceId, systemTime));
    }
}
