using CallGrains.Calls.Events;
using CallGrains.Delivery.Log;
using CallGrains.Gateway.Tests.Bench;
using NSubstitute;

namespace CallGrains.Gateway.Tests.Deliveries;

public sealed class DeliveriesTests : IAsyncLifetime
{
    private static readonly Guid Event = new("3f2504e0-4f89-41d3-9a0c-0305e82c3301");
    private GatewayServer server = null!;

    public async Task InitializeAsync() => server = await GatewayServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task List_Filtered_AsksForThatAndHidesQueries()
    {
        var leg = Guid.NewGuid();
        server.Log.ListAsync(Arg.Any<DeliveryQuery>(), Arg.Any<CancellationToken>()).Returns(new DeliveryPage([Record(leg)], 7));
        var answer = await server.SendAsync("GET", $"/operations/deliveries?callConnectionId={leg}&state=dead&pageSize=5");
        var one = answer.Json.GetProperty("value")[0];
        one.GetProperty("state").GetString().ShouldBe("dead");
        one.GetProperty("type").GetString().ShouldBe("CallConnected");
        one.GetProperty("uri").GetString().ShouldBe("https://app.example/x?…");
        answer.Text.ShouldNotContain("hunter2");
        answer.Json.GetProperty("nextLink").GetString()!.ShouldContain("continuation=7");
        answer.Json.GetProperty("nextLink").GetString()!.ShouldContain("state=dead");
        await server.Log.Received().ListAsync(
            new() { CallConnectionId = leg, State = DeliveryState.Dead, PageSize = 5 }, Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("state=lost", "state")]
    [InlineData("callConnectionId=x", "callConnectionId")]
    [InlineData("pageSize=0", "pageSize")]
    [InlineData("pageSize=1001", "pageSize")]
    [InlineData("continuation=-1", "continuation")]
    [InlineData("state=dead&state=dead", "state")]
    public async Task List_WrongQuery_IsRefusedNamingIt(string query, string field) =>
        (await server.SendAsync("GET", $"/operations/deliveries?{query}")).Refusal.ShouldBe($"400 8523 {field}");

    [Theory]
    [InlineData(RedeliveryAnswer.Accepted, 202)]
    [InlineData(RedeliveryAnswer.NotFound, 404)]
    [InlineData(RedeliveryAnswer.NotDead, 409)]
    public async Task Redeliver_Answer_BecomesAStatus(RedeliveryAnswer result, int status)
    {
        server.Log.RedeliverAsync(Event, Arg.Any<CancellationToken>()).Returns(result);
        (await server.SendAsync("POST", $"/operations/deliveries/{Event}:redeliver")).Code.ShouldBe(status);
    }

    [Fact]
    public async Task Redeliver_IdThatIsNone_IsNotFound() =>
        (await server.SendAsync("POST", "/operations/deliveries/x:redeliver")).Refusal.ShouldBe("404 8522 eventId");

    [Fact]
    public async Task RedeliverAll_DeadLetters_AreCounted()
    {
        server.Log.RedeliverAllAsync(Arg.Any<CancellationToken>()).Returns(3);
        var answer = await server.SendAsync("POST", "/operations/deliveries:redeliverAll");
        (answer.Code, answer.Text).ShouldBe((202, """{"count":3}"""));
    }

    private DeliveryRecord Record(Guid leg) => new()
    {
        EventId = Event,
        Kind = CallEventKind.CallConnected,
        CallConnectionId = leg,
        Stream = new(server.Engine.SomeCall, 1, "https://app.example/x?key=hunter2"),
        State = DeliveryState.Dead,
        Tries = 2,
        FirstTime = server.Time.Now,
        LastTime = server.Time.Now,
        StatusCode = 404,
    };
}
