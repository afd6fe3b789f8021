using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallGrains.ProcessTests.Rig;

/// <summary>Takes what is exported by OTLP over http/protobuf. Names and texts stand in those bodies as they are.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly List<(string Path, string ContentType, byte[] Body)> received = [];

    private OtlpCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/v1/{signal}", RecordAsync);
    }

    /// <summary>The standard variables by which a process exports to here, soon.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = app.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-test=on",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "300",
        ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=tests",
    };

    public static async Task<OtlpCollector> StartAsync()
    {
        var collector = new OtlpCollector();
        await collector.app.StartAsync();
        return collector;
    }

    /// <summary>Waits until a signal with all these texts has come, in one export.</summary>
    public Task ExpectAsync(string signal, params string[] texts) => Patience.UntilAsync(
        $"{signal} with {string.Join(", ", texts)}", () => Task.FromResult(Has(signal, texts)));

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private bool Has(string signal, string[] texts)
    {
        lock (gate)
        {
            return received.Any(one => one.Path == $"/v1/{signal}" && one.ContentType == "application/x-protobuf"
                && texts.All(text => one.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0));
        }
    }

    private async Task RecordAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (http.Request.Headers["x-test"] != "on")
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        lock (gate) received.Add((http.Request.Path, http.Request.ContentType ?? "", body.ToArray()));
    }
}
