using System.Net;
using CallGrains.Gateway.Hosting;
using CallGrains.Grains.Abstractions.Events;
using CallGrains.Grains.Hosting;
using CallGrains.Shared;
using CallGrains.Silo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;

namespace CallGrains.Grains.Tests.Hosting;

/// <summary>The owner of the event subscriptions is asked for requests that were let in, and for no others.</summary>
public sealed class FreshSubscriptionsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly IEventSubscriptionsGrain _kept = Substitute.For<IEventSubscriptionsGrain>();

    public FreshSubscriptionsTests() => _kept.GetVersionAsync().Returns(static _ => Task.FromException<long>(new TimeoutException()));

    [Theory]
    [InlineData("", true)]
    [InlineData("", false)]
    [InlineData("/app", true)]
    [InlineData("/app:validate?code=one", false)]
    public async Task Request_NotLetIn_OwnerIsNotAsked(string path, bool isSimulated)
    {
        await using var app = await StartAsync(isSimulated);
        using var client = new HttpClient();

        using var answer = await Eventually.ComesAsync(client.GetAsync(Address(app, path)), "an answer");

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _ = _kept.DidNotReceive().GetVersionAsync();
    }

    [Fact]
    public async Task Request_LetInWhileTheOwnerIsAway_IsToldToComeAgain()
    {
        await using var app = await StartAsync(isSimulated: true);
        using var client = new HttpClient();
        var asking = client.GetAsync(Address(app, "/app:validate?code=one"));
        while (!asking.IsCompleted)
        {
            await Eventually.HoldsAsync(() => asking.IsCompleted || _time.NextDue is not null, "an answer, or a pause");
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        using var answer = await asking;

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("9001");
        _ = _kept.Received().GetVersionAsync();
    }

    private static Uri Address(WebApplication app, string path) => new($"{app.Urls.Single()}/simulator/eventSubscriptions{path}");

    private async Task<WebApplication> StartAsync(bool isSimulated)
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IEventSubscriptionsGrain>(0).Returns(_kept);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new($"{GatewayOptions.Section}:Simulator:Enabled", isSimulated ? "true" : "false")]);
        builder.Services.AddSingleton(grains);
        builder.Services.AddClusterClient(new());
        builder.AddClusterGateway(GatewayOptions.Read(builder.Configuration));
        builder.Services.AddSingleton<TimeProvider>(_time);
        var app = builder.Build();
        app.UseClusterGateway();
        await app.StartAsync();
        return app;
    }
}
