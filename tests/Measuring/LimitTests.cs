using System.Text;
using System.Text.Json;
using CallGrains.LoadTest.Comparing.Payloads;
using CallGrains.LoadTest.Limits;

namespace CallGrains.Measuring.Tests;

public sealed class LimitTests
{
    private static readonly Guid Id = new("18dea47f-0000-8000-8000-000000000001");

    [Fact]
    public void Render_FillsEveryGap()
    {
        var text = Encoding.UTF8.GetString(new BodyTemplate("<id>|<context>|<new>|<id>").Render(Id, "ctx"u8));
        var parts = text.Split('|');
        parts[0].ShouldBe(Id.ToString());
        parts[1].ShouldBe("ctx");
        Guid.Parse(parts[2]).ShouldNotBe(Guid.Empty);
        parts[3].ShouldBe(Id.ToString());
    }

    [Theory]
    [InlineData("POST", "", 201, 2)]
    [InlineData("GET", "/18dea47f-0000-8000-8000-000000000001", 200, 0)]
    [InlineData("GET", "/18dea47f-0000-8000-8000-000000000001/participants", 200, 0)]
    [InlineData("POST", "/18dea47f-0000-8000-8000-000000000001/participants:add", 202, 2)]
    [InlineData("POST", "/18dea47f-0000-8000-8000-000000000001/participants:remove", 202, 2)]
    [InlineData("POST", "/18dea47f-0000-8000-8000-000000000001/participants:moveHere", 202, 0)]
    [InlineData("POST", "/18dea47f-0000-8000-8000-000000000001:terminate", 204, 1)]
    public void Find_EachOperationOfTheLoad_AnswersAndPostsJson(string method, string rest, int status, int events)
    {
        var operation = LimitOperation.Find(method, "/calling/callConnections" + rest, out var id)!;
        operation.Status.ShouldBe(status);
        operation.Events.Length.ShouldBe(events);
        id.ShouldNotBe(Guid.Empty);
        foreach (var template in operation.Events.Prepend(operation.Answer).OfType<BodyTemplate>())
            JsonDocument.Parse(template.Render(Id, "1"u8)).Dispose();
    }

    [Theory]
    [InlineData("GET", "/other")]
    [InlineData("GET", "/calling/callConnections/short")]
    [InlineData("GET", "/calling/callConnections/18dea47f-0000-8000-8000-000000000001/nothing")]
    public void Find_AnythingElse_Nothing(string method, string path) => LimitOperation.Find(method, path, out _).ShouldBeNull();

    [Theory]
    [InlineData(1, 300, 500, false)]
    [InlineData(1, 320, 470, false)]
    [InlineData(1, 300, 440, true)]
    [InlineData(1, 100, 500, true)]
    [InlineData(2, 300, 500, true)]
    public void DifferenceFrom_MoreThanATenth_IsNamed(int count, double head, double body, bool isNamed) =>
        (new WireSizes("get", 1, 300, 500).DifferenceFrom(new("get", count, head, body)) is not null).ShouldBe(isNamed);

    [Fact]
    public void DifferenceFrom_Nothing_IsNamed() => new WireSizes("get", 1, 300, 500).DifferenceFrom(null).ShouldNotBeNull();
}
