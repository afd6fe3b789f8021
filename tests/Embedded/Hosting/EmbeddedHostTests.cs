using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Log;
using CallGrains.Embedded.Hosting;
using CallGrains.Embedded.Tests.Rig;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Embedded.Tests.Hosting;

public sealed class EmbeddedHostTests : IDisposable
{
    private static readonly CommunicationIdentifier Ann = CommunicationIdentifier.Parse("8:acs:ann");
    private static readonly CommunicationIdentifier Desk = CommunicationIdentifier.Parse("28:orgid:desk");
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task StartAsync_SecondNodeOnTheSameData_IsRefusedInOneLine()
    {
        await using var first = await StartAsync();

        var fault = await Should.ThrowAsync<IOException>(StartAsync);

        fault.Message.ShouldContain(_folder.Path);
        fault.Message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task StartAsync_WrongValue_IsRefusedInOneLine()
    {
        EmbeddedOptions[] wrong =
        [
            Options() with { Store = (StoreKind)9 },
            Options() with { Clock = (ClockKind)9 },
            Options() with { DataPath = " " },
            Options() with { Engine = new() { MaxWaitingCommands = 0 } },
            Options() with { Engine = new() { IdleAfter = TimeSpan.FromHours(2) } },
            Options() with { Engine = new() { MaxLoading = 1_001 } },
            Options() with { Engine = new() { MaxResident = 200_000 } },
            Options() with { Endpoints = new() { MaxWaiting = 999 } },
            Options() with { Delivery = new() { TryTimeout = TimeSpan.Zero } },
            Options() with { DeliveryLog = new() { KeepFor = TimeSpan.FromDays(1_000_000) } },
            Options() with { Signing = new() { RotateEvery = TimeSpan.FromDays(3_000_000) } },
            Options() with { EventGrid = new() { RetryFor = TimeSpan.FromDays(1_000_000) } },
        ];
        foreach (var options in wrong)
        {
            var fault = await Should.ThrowAsync<ArgumentException>(() => StartAsync(options));
            fault.Message.ShouldStartWith("CallGrains:");
            fault.Message.ShouldNotContain("\n");
        }
    }

    [Fact]
    public async Task StartAsync_WrongRule_IsRefusedInOneLine()
    {
        var start = () => EmbeddedHost.StartAsync(Options(), new() { RepeatWindow = TimeSpan.FromDays(3_000_000) }, TimeProvider.System, NullLoggerFactory.Instance);

        (await Should.ThrowAsync<ArgumentException>(start)).Message.ShouldBe("CallGrains:Rules:RepeatWindow is '3000000.00:00:00'; it is 00:05:00 to 1.00:00:00.");
    }

    [Fact]
    public async Task StartAsync_WrongTimeOfEndpoints_IsRefusedInOneLine()
    {
        var fault = await Should.ThrowAsync<ArgumentException>(() => StartAsync(Options() with { Attachments = new() { ResendAfter = TimeSpan.Zero } }));

        fault.Message.ShouldBe("The ResendAfter of attachments is '00:00:00'; it is 00:00:00.0100000 to 00:01:00.");
    }

    [Fact]
    public async Task StoreHealth_WritableStore_Returns()
    {
        await using var host = await StartAsync();

        await host.StoreHealth.CheckAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Create_RealWebhook_ReceivesTheEventsInOrderAndTheLogTellsOfThem()
    {
        using var webhook = new Webhook();
        await using var host = await StartAsync();
        var key = host.Engine.Ids.KeyOfRandom(Guid.NewGuid());
        var reply = (await host.Engine.ExecuteAsync(key, new CreateCall([Ann], webhook.Url))).ShouldBeOfType<ConnectionReply>();

        await Eventually.HoldsAsync(() => webhook.Bodies.Count >= 2, "two callbacks arrive");
        webhook.Types.Take(2).ShouldBe(["Microsoft.Communication.CallConnected", "Microsoft.Communication.ParticipantsUpdated"]);
        await Eventually.HoldsAsync(
            async () => (await LogAsync(host, reply.ConnectionId)).Count(record => record.State == DeliveryState.Delivered) == 2,
            "the delivery log tells of both");
    }

    [Fact]
    public async Task PlaceIncomingCall_Subscribed_IsAnnouncedAndAnswered()
    {
        using var webhook = new Webhook();
        await using var host = await StartAsync();
        var subscribed = await host.Subscriptions.SubscribeAsync(
            new("desk", webhook.Url, EventSchema.EventGrid, "28:") { IncludedEventTypes = [EventTypes.IncomingCall] },
            (name, code) => $"http://127.0.0.1/{name}/{code}",
            CancellationToken.None);
        subscribed.Refusal.ShouldBeNull();
        var key = host.Engine.Ids.KeyOfRandom(Guid.NewGuid());
        _ = await host.Engine.ExecuteAsync(key, new PlaceIncomingCall(Ann, Desk));

        await Eventually.HoldsAsync(() => webhook.Types.Contains("Microsoft.Communication.IncomingCall"), "the call is announced");
        var announced = webhook.Bodies.Single(body => body.GetProperty("eventType").GetString() == "Microsoft.Communication.IncomingCall");
        host.Engine.Ids.TryReadIncomingContext(announced.GetProperty("data").GetProperty("incomingCallContext").GetString()!, out var ring).ShouldBeTrue();
        (await host.Engine.ExecuteAsync(ring.Call, new AnswerCall(ring.Ring, webhook.Url))).ShouldBeOfType<ConnectionReply>();
        await Eventually.HoldsAsync(() => webhook.Types.Contains("Microsoft.Communication.CallConnected"), "the answered call is connected");
    }

    [Fact]
    public async Task Create_WebhookDown_EventsArriveAfterARestart()
    {
        var port = FreePort();
        var key = default(Calls.Ids.CallKey);
        await using (var host = await StartAsync())
        {
            key = host.Engine.Ids.KeyOfRandom(Guid.NewGuid());
            _ = await host.Engine.ExecuteAsync(key, new CreateCall([Ann], $"http://127.0.0.1:{port}/"));
            await Eventually.HoldsAsync(async () => (await LogAsync(host, null)).Count > 0, "a first try has failed");
        }

        using var webhook = new Webhook(port);
        await using var again = await StartAsync();

        await Eventually.HoldsAsync(() => webhook.Bodies.Count >= 2, "the callbacks arrive");
        webhook.Types[0].ShouldBe("Microsoft.Communication.CallConnected");
    }

    private static async Task<IReadOnlyList<DeliveryRecord>> LogAsync(EmbeddedHost host, Guid? connection) =>
        (await host.DeliveryLog.ListAsync(new() { CallConnectionId = connection }, CancellationToken.None)).Records;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private EmbeddedOptions Options() => new() { DataPath = _folder.Path };

    private Task<EmbeddedHost> StartAsync() => StartAsync(Options());

    private static Task<EmbeddedHost> StartAsync(EmbeddedOptions options) =>
        EmbeddedHost.StartAsync(options, new(), TimeProvider.System, NullLoggerFactory.Instance);

    /// <summary>A receiver on a free port of this machine; agrees to handshakes.</summary>
    private sealed class Webhook : IDisposable
    {
        private readonly HttpListener _listener = new();

        public Webhook(int? port = null)
        {
            Url = $"http://127.0.0.1:{port ?? FreePort()}/";
            _listener.Prefixes.Add(Url);
            _listener.Start();
            _ = Task.Run(ServeAsync);
        }

        public string Url { get; }

        public ConcurrentQueue<JsonElement> Bodies { get; } = new();

        public List<string> Types => [.. Bodies.Select(body => (body.TryGetProperty("type", out var type) ? type : body.GetProperty("eventType")).GetString()!)];

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                HttpListenerContext context;
                try
                {
                    context = await _listener.GetContextAsync();
                }
                catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                using var body = await JsonDocument.ParseAsync(context.Request.InputStream);
                var first = body.RootElement[0].Clone();
                var isHandshake = first.TryGetProperty("eventType", out var type) && type.GetString() == "Microsoft.EventGrid.SubscriptionValidationEvent";
                if (isHandshake)
                {
                    var code = first.GetProperty("data").GetProperty("validationCode").GetString();
                    await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes($$"""{"validationResponse":"{{code}}"}"""));
                }
                else
                {
                    Bodies.Enqueue(first);
                }

                context.Response.Close();
            }
        }
    }
}
