using CallGrains.Gateway.Auth;
using CallGrains.Gateway.CallConnections;
using CallGrains.Gateway.ConsolePage;
using CallGrains.Gateway.Deliveries;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Health;
using CallGrains.Gateway.IncomingCalls;
using CallGrains.Gateway.Media;
using CallGrains.Gateway.OpenApi;
using CallGrains.Gateway.Participants;
using CallGrains.Gateway.Requests;
using CallGrains.Gateway.Simulator;
using CallGrains.Gateway.Versions;
using CallGrains.Gateway.WellKnown;

namespace CallGrains.Gateway.Hosting;

/// <summary>The way of a request through the gateway.</summary>
public static class GatewayPipeline
{
    /// <summary>Adds the steps and routes of the gateway, in order.</summary>
    /// <param name="app">The application.</param>
    public static void UseGateway(this WebApplication app)
    {
        app.Use(ClientRequestId.EchoAsync);
        app.UseMiddleware<ErrorHandling>();
        app.UseRouting();
        app.UseMiddleware<RateLimits>();
        app.UseMiddleware<RequestBodyReading>();
        app.UseMiddleware<AccessCheck>();
        app.UseMiddleware<ApiVersionCheck>();

        app.MapCallConnections();
        app.MapIncomingCalls();
        app.MapParticipants();
        app.MapMove();
        app.MapMuteAndHold();
        app.MapMedia();
        app.MapDeliveries();
        app.MapWellKnown();
        if (app.Services.GetRequiredService<GatewayOptions>().Simulator.Enabled)
            app.MapSimulator();

        app.MapConsole();
        app.MapHealth();
        app.MapOpenApiDocument();

        // A RequestDelegate: of a handler bound at compile time the framework would forget the pattern, and take no path with a dot.
        var unknown = app.Services.GetRequiredService<UnknownRoutes>();
        app.MapFallback("{**path}", (RequestDelegate)unknown.RefuseAsync).ExcludeFromDescription();
    }
}
