using System.Text;
using CallGrains.Grains.Events;

namespace CallGrains.Grains.Tests.Events;

public sealed class DeliveryCodecTests
{
    [Fact]
    public void DecodeSubscription_StoredBeforeOthersCouldWait_IsReadAndWrittenAsBefore()
    {
        const string json = """{"name":"app","url":"https://app.example/","schema":1,"toPrefix":"","includedEventTypes":[],"isValidated":true}""";

        var read = DeliveryCodec.DecodeSubscription(new([1, .. Encoding.UTF8.GetBytes(json)]));

        (read.Name, read.IsValidated, read.Waiting).ShouldBe(("app", true, null));
        Encoding.UTF8.GetString(DeliveryCodec.Encode(read).Bytes.AsSpan(1)).ShouldBe(json);
    }

    [Fact]
    public void DecodeSubscription_OthersWaitForItsPlace_AreReadWithIt()
    {
        const string json = """
            {"name":"app","url":"https://app.example/","schema":1,"toPrefix":"","includedEventTypes":[],"isValidated":true,
            "waiting":[{"name":"app","url":"https://app.example/next","schema":2,"toPrefix":"","includedEventTypes":["One"],"isValidated":false,"validationCode":"code"}]}
            """;

        var read = DeliveryCodec.DecodeSubscription(DeliveryCodec.Encode(DeliveryCodec.DecodeSubscription(new([1, .. Encoding.UTF8.GetBytes(json)]))));

        var waiting = read.Waiting.ShouldNotBeNull().ShouldHaveSingleItem();
        (waiting.Url, waiting.ValidationCode, waiting.IncludedEventTypes.Single()).ShouldBe(("https://app.example/next", "code", "One"));
    }
}
