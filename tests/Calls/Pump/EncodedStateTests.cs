using CallGrains.Calls.Codec;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Pump;

/// <summary>The stored form is measured before a command is accepted, and written after.</summary>
public sealed class EncodedStateTests
{
    [Fact]
    public void Write_RememberedRequestsComeLapseAndComeToNothing_IsWhatTheStateEncodesTo()
    {
        // What was encoded of them before is used again, also when some have lapsed, and when the last one measured was refused.
        var call = Connected(rules: new() { MaxRepeats = 300, MaxStateSize = 40_000, RepeatWindow = TimeSpan.FromMinutes(5), MaxClientClockAhead = TimeSpan.Zero });
        var refused = 0;
        for (var i = 0; i < 900; i++)
        {
            call.Pass(TimeSpan.FromSeconds(i % 300 < 250 ? 1 : 4));
            var repeat = new Repeatability(Guid.CreateVersion7(), (UInt128)i);
            if (i % 7 == 3)
            {
                call.Refuse(new AddParticipant(1, Bob) { CustomContext = new('x', 60_000), Repeat = repeat }).Status.ShouldBe(429);
                refused++;
                continue;
            }

            call.Accept(new MuteParticipants(1, [Alice]) { Repeat = repeat });
            call.LastWrite.State.Span.SequenceEqual(CallStateCodec.Encode(call.State!)).ShouldBeTrue($"request {i}");
            call.Cleared();
        }

        refused.ShouldBeGreaterThan(100);
        call.State!.Repeats.Length.ShouldBeInRange(33, 300);
    }

    [Fact]
    public void Command_StateWouldGrowTooLarge_IsRefusedAndTheCallStaysUsable()
    {
        var call = Connected(rules: new() { MaxStateSize = 2_000 });
        var large = new AddParticipant(1, Bob) { CustomContext = new('x', 1_500) };
        call.Accept(large);
        var before = call.State;

        var refusal = call.Refuse(large with { Participant = Carol });

        (refusal.Status, refusal.Code, refusal.CorrelationId).ShouldBe((429, "8516", call.CallIds.Correlation(call.Key)));
        call.State.ShouldBeSameAs(before);
        call.StoredSize.ShouldBeLessThanOrEqualTo(2_000);
        call.Accept(new CancelAddParticipant(1, call.InviteOf(Bob).Participation.ToString()));
        call.Cleared();
        call.Accept(large with { Participant = Carol });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(300)]
    public void Command_StateWouldBeJustLargeEnough_IsAccepted(int remembered)
    {
        var add = new AddParticipant(1, Bob) { CustomContext = new('x', 1_500), Repeat = new(Guid.CreateVersion7(), 1) };
        var measured = Remembering(remembered);
        measured.Accept(add);
        var size = measured.StoredSize;

        Remembering(remembered).ReloadedUnder(new() { MaxStateSize = size }).Accept(add);
        Remembering(remembered).ReloadedUnder(new() { MaxStateSize = size - 1 }).Refuse(add).Status.ShouldBe(429);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Command_EndsACallThatIsTooLarge_IsAcceptedThoughItGrows(bool isHangUp)
    {
        var call = Connected().ReloadedUnder(new() { MaxStateSize = 10 });
        var size = call.StoredSize;

        call.Accept(isHangUp ? new HangUp(1) : new Terminate(1));

        call.StoredSize.ShouldBeGreaterThan(size);
    }

    [Fact]
    public void Command_StateIsTooLargeAlready_OnlyMakesItSmallerOrEnds()
    {
        var call = Connected();
        for (var i = 0; i < 10; i++)
            call.Accept(new AddParticipant(1, CommunicationIdentifier.Parse($"8:acs:res_{i}")) { CustomContext = new('x', 900) });
        var small = call.ReloadedUnder(new() { MaxStateSize = 1_000 });

        small.Refuse(new MuteParticipants(1, [Alice]) { Repeat = new(Guid.NewGuid(), 1) }).Status.ShouldBe(429);
        small.Accept(new CancelAddParticipant(1, small.State!.Invitations[0].Participation.ToString()));
        small.Ask(new GetParticipants(1)).ShouldBeOfType<RosterReply>();
        small.Accept(new Terminate(1));
        small.State.IsAlive.ShouldBeFalse();
    }

    [Fact]
    public void Command_RepeatWhileTheStateIsTooLarge_GetsItsFirstAnswer()
    {
        var call = Connected();
        var add = new AddParticipant(1, Bob) { CustomContext = new('x', 2_000), Repeat = new(Guid.NewGuid(), 1) };
        var first = call.Accept(add);
        var small = call.ReloadedUnder(new() { MaxStateSize = 1_000 });

        small.Accept(add).InvitationId.ShouldBe(first.InvitationId);
    }

    private static CallBench Remembering(int requests)
    {
        var call = Connected();
        for (var i = 0; i < requests; i++)
        {
            call.Accept(new MuteParticipants(1, [Alice]) { Repeat = new(Guid.CreateVersion7(), (UInt128)i) });
            call.Cleared();
        }

        return call;
    }
}
