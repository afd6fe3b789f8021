using CallGrains.Calls.Events;
using CallGrains.Delivery.Bench;
using CallGrains.Delivery.Log;
using Microsoft.AspNetCore.Http;

namespace CallGrains.Delivery.Callbacks;

public sealed class RetryTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(299)]
    public async Task Deliver_AnswerOfTheTwoHundreds_IsDelivered(int status)
    {
        var record = await OutcomeOfAsync(status, record => record.State != DeliveryState.Pending);

        record.State.ShouldBe(DeliveryState.Delivered);
        record.StatusCode.ShouldBe(status);
        record.Tries.ShouldBe(1);
        record.Latency.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(599)]
    public async Task Deliver_AnswerThatMayChange_IsTriedAgain(int status)
    {
        var record = await OutcomeOfAsync(status, record => record.Tries >= 2);

        record.State.ShouldBe(DeliveryState.Pending);
        record.StatusCode.ShouldBe(status);
        record.LastError.ShouldBe($"Answered {status}.");
        record.NextTry.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task Deliver_AnswerThatWillNotChange_IsADeadLetterAtOnce(int status)
    {
        var record = await OutcomeOfAsync(status, record => record.State != DeliveryState.Pending);

        record.State.ShouldBe(DeliveryState.Dead);
        record.StatusCode.ShouldBe(status);
        record.Tries.ShouldBe(1);
        record.LastError.ShouldNotBeNull().ShouldStartWith($"Answered {status}");
    }

    [Fact]
    public async Task Deliver_Redirect_IsNotFollowed()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = (context, request) =>
        {
            context.Response.Redirect(webhook.Url("/elsewhere"), permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        await using var bench = await DeliveryBench.StartAsync();

        bench.Calls.Owe(Sample.Event(webhook.Url("/a")));
        await bench.SettledAsync(1);

        webhook.Received.ShouldHaveSingleItem().Path.ShouldBe("/a");
    }

    [Fact]
    public async Task Deliver_AlwaysFails_DoublesThePauseUpToTheLongestAndGivesUpInTheEnd()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = AnswerAsync(500);
        var clock = new ManualTimeProvider();
        var options = new DeliveryOptions();
        await using var bench = await DeliveryBench.StartAsync(options, time: clock);
        var callback = Sample.Event(webhook.Url("/a"));
        var began = clock.GetUtcNow();

        bench.Calls.Owe(callback);
        var pauses = new List<TimeSpan>();
        for (var tries = 1; ; tries++)
        {
            var record = await bench.RecordAsync(callback.Id, record => record.Tries == tries, $"try {tries} is in the log");
            if (record.State != DeliveryState.Pending)
                break;
            pauses.Add(record.NextTry!.Value - clock.GetUtcNow());
            await AdvanceToAsync(clock, record.NextTry.Value);
        }

        for (var i = 0; i < pauses.Count; i++)
        {
            var nominal = Math.Min(0.5 * Math.Pow(2, i), 300);
            pauses[i].TotalSeconds.ShouldBeInRange(nominal * 0.75, nominal, $"pause {i + 1}");
        }

        await bench.SettledAsync(1);
        pauses.Distinct().Count().ShouldBeGreaterThan(100, "pauses have jitter");
        bench.Record(callback.Id).State.ShouldBe(DeliveryState.Dead);
        bench.Record(callback.Id).LastError.ShouldNotBeNull().ShouldContain("Given up");
        (clock.GetUtcNow() - began).ShouldBeInRange(TimeSpan.FromHours(23.9), TimeSpan.FromHours(24));
        webhook.Received.Select(request => request.EventId).Distinct().ShouldBe([callback.Id]);
        webhook.Received.Select(request => Convert.ToHexString(request.Body)).Distinct().Count().ShouldBe(1, "every try has the same bytes");
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("silent")]
    [InlineData("trickle")]
    [InlineData("noTls")]
    [InlineData("closes")]
    [InlineData("noSuchName")]
    public async Task Deliver_ConnectionFault_IsTriedAgain(string fault)
    {
        await using var server = fault switch
        {
            "silent" => RawServer.Silent(),
            "trickle" => RawServer.Trickle(),
            "closes" => new RawServer((_, _) => Task.CompletedTask),
            _ => RawServer.Garbage(),
        };
        var uri = fault switch
        {
            "refused" => $"http://127.0.0.1:{RawServer.ClosedPort()}/",
            "noTls" => $"https://127.0.0.1:{server.Port}/",
            "noSuchName" => "https://no-such-name.invalid/",
            _ => $"http://127.0.0.1:{server.Port}/",
        };
        await using var bench = await DeliveryBench.StartAsync(DeliveryBench.Quick(options => options.TryTimeout = TimeSpan.FromMilliseconds(300)));
        var callback = Sample.Event(uri);

        bench.Calls.Owe(callback);
        var record = await bench.RecordAsync(callback.Id, record => record.Tries >= 2, "it is tried twice");

        record.State.ShouldBe(DeliveryState.Pending);
        record.StatusCode.ShouldBeNull();
        record.LastError.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Deliver_StatusCameButTheBodyNeverEnds_IsDelivered()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = async (context, _) =>
        {
            await context.Response.WriteAsync("a");
            await context.Response.Body.FlushAsync();
            var aborted = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        };
        await using var bench = await DeliveryBench.StartAsync(DeliveryBench.Quick(options => options.TryTimeout = TimeSpan.FromMilliseconds(300)));
        var callback = Sample.Event(webhook.Url("/a"));

        bench.Calls.Owe(callback);
        var record = await bench.RecordAsync(callback.Id, record => record.Tries > 0, "its try is in the log");

        record.State.ShouldBe(DeliveryState.Delivered);
        webhook.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Deliver_EventsBehindOneGivenUp_DoNotGetADayEach()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = AnswerAsync(500);
        var clock = new ManualTimeProvider();
        await using var bench = await DeliveryBench.StartAsync(new DeliveryOptions { RetryFor = TimeSpan.FromMinutes(1) }, time: clock);
        var began = clock.GetUtcNow();
        CallbackEvent[] events =
        [
            Sample.Event(webhook.Url("/a")), Sample.Event(webhook.Url("/a")),
            Sample.Event(webhook.Url("/a")) with { Time = Sample.Time + TimeSpan.FromSeconds(30) },
        ];

        bench.Calls.Owe(events);
        while (bench.Calls.Settled.Count < 3)
        {
            await Eventually.HoldsAsync(() => bench.Calls.Settled.Count == 3 || Pending(bench, events) is not null, "an event pauses, or all are settled");
            if (Pending(bench, events) is { } record)
            {
                await AdvanceToAsync(clock, record.NextTry!.Value);
                await Eventually.HoldsAsync(() => bench.Record(record.EventId).Tries > record.Tries, "it is tried again");
            }
        }

        events.Select(callback => bench.Record(callback.Id).State).ShouldAllBe(state => state == DeliveryState.Dead);
        (bench.Record(events[1].Id).LastTime - began).ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(1), "it happened when the first did");
        (bench.Record(events[2].Id).LastTime - began).ShouldBeInRange(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(90), "it happened half a minute later");
    }

    private static DeliveryRecord? Pending(DeliveryBench bench, CallbackEvent[] events) =>
        events.Select(callback => bench.Find(callback.Id)).FirstOrDefault(record => record is { State: DeliveryState.Pending });

    private static async Task AdvanceToAsync(ManualTimeProvider clock, DateTimeOffset time)
    {
        await Eventually.HoldsAsync(() => clock.NextDue <= time, "the pause is set");
        clock.Advance(time - clock.GetUtcNow());
    }

    private static Func<HttpContext, ReceivedRequest, Task> AnswerAsync(int status) => (context, _) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private static async Task<DeliveryRecord> OutcomeOfAsync(int status, Func<DeliveryRecord, bool> when)
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = AnswerAsync(status);
        await using var bench = await DeliveryBench.StartAsync();
        var callback = Sample.Event(webhook.Url("/a"));

        bench.Calls.Owe(callback);
        return await bench.RecordAsync(callback.Id, when, "its outcome is in the log");
    }
}
