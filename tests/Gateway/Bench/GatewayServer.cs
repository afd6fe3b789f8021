using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Log;
using CallGrains.Embedded.Hosting;
using CallGrains.Endpoints.Simulator;
using CallGrains.Gateway.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;

namespace CallGrains.Gateway.Tests.Bench;

/// <summary>The gateway in this process, on a free port of the loopback, in front of a <see cref="FakeEngine"/>.</summary>
public sealed class GatewayServer : IAsyncDisposable
{
    public const string Version = "api-version=2026-03-12";

    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private GatewayServer(WebApplication app, FakeEngine engine, ManualTime time, GatewayOptions options)
    {
        _app = app;
        Engine = engine;
        Time = time;
        Options = options;
        Address = new(app.Urls.Single());
        _http = new() { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public FakeEngine Engine { get; }

    public ManualTime Time { get; }

    /// <summary>The ids of the engine that is asked.</summary>
    public CallIds Ids => _app.Services.GetRequiredService<ICallEngine>().Ids;

    public ISimulator Simulator => _app.Services.GetRequiredService<ISimulator>();

    public IDeliveryLog Log => _app.Services.GetRequiredService<IDeliveryLog>();

    public GatewayOptions Options { get; }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public Signer Signer => new(Options.Access.Keys[0]);

    /// <summary>Starts in front of the fake engine.</summary>
    public static Task<GatewayServer> StartAsync(params (string Key, string Value)[] settings) => StartAsync(node: null, settings);

    /// <summary>Starts in front of a real engine, or of the fake one when there is none.</summary>
    public static async Task<GatewayServer> StartAsync(EmbeddedHost? node, params (string Key, string Value)[] settings)
    {
        var engine = new FakeEngine();
        var time = new ManualTime(DateTimeOffset.Parse("2026-03-12T10:00:00Z", CultureInfo.InvariantCulture));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(one => KeyValuePair.Create($"CallGrains:{one.Key}", (string?)one.Value)));
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        var options = GatewayOptions.Read(builder.Configuration);
        builder.AddGateway(options, time);
        builder.Services.AddSingleton(node?.Engine ?? engine);
        builder.Services.AddSingleton(node?.Simulator ?? Substitute.For<ISimulator>());
        builder.Services.AddSingleton(node?.DeliveryLog ?? Substitute.For<IDeliveryLog>());
        await builder.Services.AddFakeDeliveryAsync();
        var app = builder.Build();
        app.UseGateway();
        await app.StartAsync();
        return new(app, engine, time, options);
    }

    /// <summary>Sends a signed request.</summary>
    public Task<Answer> SendAsync(string method, string pathAndQuery, string? json = null, params (string Name, string Value)[] headers)
    {
        var body = json is null ? null : Encoding.UTF8.GetBytes(json);
        var request = Request(method, pathAndQuery, body, headers);
        Signer.Sign(request, Time.Now, body ?? []);
        return SendAsync(request);
    }

    public HttpRequestMessage Request(string method, string pathAndQuery, byte[]? body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new(method), new Uri(Address, pathAndQuery));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new("application/json");
        }

        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type")
                request.Content!.Headers.ContentType = new(value);
            else
                request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await _http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(one => one.Key, one => string.Join(", ", one.Value), StringComparer.OrdinalIgnoreCase);
            return new(response.StatusCode, text, headers);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>An answer of the gateway.</summary>
public sealed record Answer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public int Code => (int)Status;

    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public JsonElement Error => Json.GetProperty("error");

    /// <summary>Status, code and target of a refusal, in the one shape.</summary>
    public string Refusal => $"{Code} {Error.GetProperty("code").GetString()} {(Error.TryGetProperty("target", out var target) ? target.GetString() : "-")}";
}
