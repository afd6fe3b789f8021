namespace CallGrains.Delivery.Webhooks;

public sealed class RetryScheduleTests
{
    private readonly RetrySchedule _schedule = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), new Random(1));

    [Theory]
    [InlineData(1, 0.75, 1)]
    [InlineData(3, 3, 4)]
    [InlineData(20, 225, 300)]
    [InlineData(int.MaxValue, 225, 300)]
    public void Pause_Tries_DoublesUpToTheLongest(int tries, double least, double most) =>
        _schedule.Pause(tries, null).TotalSeconds.ShouldBeInRange(least, most);

    [Theory]
    [InlineData("01:00:00", "01:00:00")]
    [InlineData("365.00:00:01", "365.00:00:00")]
    [InlineData("10675199.02:48:05.4775807", "365.00:00:00")]
    public void Pause_ReceiverAsksForMore_IsObeyedUpToAYear(string asked, string pause) =>
        _schedule.Pause(1, TimeSpan.Parse(asked, System.Globalization.CultureInfo.InvariantCulture)).ToString().ShouldBe(pause);
}
