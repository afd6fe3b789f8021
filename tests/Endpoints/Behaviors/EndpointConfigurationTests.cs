using CallGrains.Endpoints.Behaviors;

namespace CallGrains.Endpoints.Tests.Behaviors;

public sealed class EndpointConfigurationTests
{
    [Fact]
    public void Read_Nothing_AnswersAtOnce() => EndpointConfiguration.Read([]).Default.ShouldBe(EndpointBehavior.AnswerAtOnce);

    [Fact]
    public void Read_PresetsWithColons_AreFoundByRawId()
    {
        var options = EndpointConfiguration.Read(new Dictionary<string, string?>
        {
            ["Default:behavior"] = "busy",
            ["Default:afterMs"] = "250",
            ["Behaviors"] = null,
            ["Behaviors:8"] = null,
            ["Behaviors:8:acs:ann:behavior"] = "answer",
            ["Behaviors:8:acs:ann:hangUpAfterMs"] = "1000",
            ["Behaviors:4:+14255550123"] = "noAnswer",
            ["maxTombstones"] = "2000",
        });

        options.Default.ShouldBe(new() { Kind = BehaviorKind.Busy, AfterMs = 250 });
        options.Behaviors["8:acs:ann"].ShouldBe(new() { Kind = BehaviorKind.Answer, HangUpAfterMs = 1000 });
        options.Behaviors["4:+14255550123"].ShouldBe(new() { Kind = BehaviorKind.NoAnswer });
        options.MaxTombstones.ShouldBe(2000);
    }

    [Theory]
    [InlineData("Default:behavior", "sleep")]
    [InlineData("Default:afterMs", "-1")]
    [InlineData("Default:afterMs", "600001")]
    [InlineData("Default:color", "red")]
    [InlineData("Behaviors:8:acs:ann:hangUpAfterMs", "86400001")]
    [InlineData("Behaviors:8:acs:ann", "")]
    [InlineData("MaxBatch", "0")]
    [InlineData("Colour", "red")]
    public void Read_WrongValue_NamesTheKeyInOneLine(string key, string value)
    {
        var fault = Should.Throw<FormatException>(() => EndpointConfiguration.Read([new(key, value)]));

        fault.Message.ShouldContain(key);
        fault.Message.ShouldNotContain("\n");
    }
}
