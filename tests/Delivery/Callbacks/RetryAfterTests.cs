using CallGrains.Delivery.Bench;
using CallGrains.Delivery.Log;
using Microsoft.AspNetCore.Http;

namespace CallGrains.Delivery.Callbacks;

public sealed class RetryAfterTests
{
    [Theory]
    [InlineData(429, "120", 120)]
    [InlineData(503, "90", 90)]
    [InlineData(503, "Thu, 12 Mar 2026 09:00:00 GMT", 3_600)]
    [InlineData(503, "Thu, 12 Mar 2026 07:00:00 GMT", 0.5)]
    [InlineData(503, "86000", 86_000)]
    [InlineData(503, "0", 0.5)]
    [InlineData(503, "-5", 0.5)]
    [InlineData(503, "99999999999", 0.5)]
    [InlineData(429, "soon", 0.5)]
    public async Task Deliver_RetryAfter_IsObeyed(int status, string retryAfter, double seconds)
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = AnswerAsync(status, retryAfter);
        var clock = new ManualTimeProvider();
        await using var bench = await DeliveryBench.StartAsync(new DeliveryOptions(), time: clock);
        var callback = Sample.Event(webhook.Url("/a"));

        bench.Calls.Owe(callback);
        var record = await bench.RecordAsync(callback.Id, record => record.Tries == 1, "the first try is in the log");

        (record.NextTry!.Value - clock.GetUtcNow()).TotalSeconds.ShouldBeInRange(seconds * 0.75, seconds);
    }

    [Theory]
    [InlineData("86401")]
    [InlineData("2147483647")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public async Task Deliver_RetryAfterBeyondTheLastTry_IsADeadLetter(string retryAfter)
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = AnswerAsync(503, retryAfter);
        await using var bench = await DeliveryBench.StartAsync();
        var callback = Sample.Event(webhook.Url("/a"));

        bench.Calls.Owe(callback);
        await bench.SettledAsync(1);

        bench.Record(callback.Id).State.ShouldBe(DeliveryState.Dead);
    }

    private static Func<HttpContext, ReceivedRequest, Task> AnswerAsync(int status, string retryAfter) => (context, _) =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    };
}
