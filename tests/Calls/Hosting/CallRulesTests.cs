using CallGrains.Calls.Hosting;

namespace CallGrains.Calls.Tests.Hosting;

public sealed class CallRulesTests
{
    public static TheoryData<string, CallRules> Wrong => new()
    {
        { nameof(CallRules.MaxParticipants), new() { MaxParticipants = 1 } },
        { nameof(CallRules.MaxInvitations), new() { MaxInvitations = 0 } },
        { nameof(CallRules.MaxMoves), new() { MaxMoves = 10_001 } },
        { nameof(CallRules.MaxLegs), new() { MaxLegs = 1_001 } },
        { nameof(CallRules.MaxRepeats), new() { MaxRepeats = 0 } },
        { nameof(CallRules.MaxUndeliveredEvents), new() { MaxUndeliveredEvents = 0 } },
        { nameof(CallRules.MaxStateSize), new() { MaxStateSize = int.MaxValue } },
        { nameof(CallRules.MaxRedirects), new() { MaxRedirects = -1 } },
        { nameof(CallRules.MaxWaiting), new() { MaxWaiting = -1 } },
        { nameof(CallRules.RingTimeout), new() { RingTimeout = TimeSpan.MaxValue } },
        { nameof(CallRules.PhoneRingTimeout), new() { PhoneRingTimeout = TimeSpan.Zero } },
        { nameof(CallRules.TransferTimeout), new() { TransferTimeout = -TimeSpan.FromSeconds(1) } },
        { nameof(CallRules.MoveTimeout), new() { MoveTimeout = TimeSpan.FromHours(2) } },
        { nameof(CallRules.HoldWait), new() { HoldWait = TimeSpan.FromHours(1) } },
        { nameof(CallRules.RepeatWindow), new() { RepeatWindow = TimeSpan.FromMinutes(4) } },
        { nameof(CallRules.RepeatWindow), new() { RepeatWindow = TimeSpan.FromDays(3_000_000) } },
        { nameof(CallRules.MaxClientClockAhead), new() { MaxClientClockAhead = TimeSpan.FromDays(1) } },
        { nameof(CallRules.ResendAfter), new() { ResendAfter = TimeSpan.Zero } },
        { nameof(CallRules.MaxResendAfter), new() { MaxResendAfter = TimeSpan.Zero } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Faults_OutOfRange_IsOneLineWithKeyValueAndRange(string key, CallRules rules)
    {
        var line = rules.Faults().ShouldHaveSingleItem();

        var value = typeof(CallRules).GetProperty(key)!.GetValue(rules);
        line.ShouldStartWith($"CallGrains:Rules:{key} is '{value}'; it is ");
        line.ShouldContain(" to ");
        line.ShouldNotContain("\n");
    }

    [Fact]
    public void Faults_Defaults_AreInRange() => new CallRules().Faults().ShouldBeEmpty();

    [Fact]
    public void Faults_EveryNumberAndTime_HasARange()
    {
        var named = new CallRules().GetType().GetProperties().Where(one => one.CanWrite && one.PropertyType != typeof(bool)).Select(one => one.Name);

        named.Order().ShouldBe(Wrong.Select(row => (string)row[0]).Distinct().Order());
    }
}
