using CallGrains.Calls.Events;
using CallGrains.Calls.Pump;
using CallGrains.Grains.Calls;

namespace CallGrains.Grains.Tests.Events;

/// <summary>When an event is handed over again that nobody answers for.</summary>
public sealed class HandoverTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private readonly Handover _handover = new(TimeSpan.FromSeconds(30));
    private readonly Deliver _effect = new(new()
    {
        Id = Guid.NewGuid(),
        Kind = CallEventKind.CallConnected,
        Stream = new(default, 1, ""),
        Time = Start,
        ConnectionId = Guid.NewGuid(),
        ServerCallId = "",
        CorrelationId = Guid.NewGuid(),
        Result = new(200, 0, ""),
    });

    private DateTimeOffset _now = Start;

    [Fact]
    public void NotSettled_HandedOverAgainEverMoreRarely()
    {
        _handover.Add(_effect.Event, _effect, Start);

        Pauses(6).ShouldBe([2, 4, 8, 16, 30, 30]);
    }

    [Fact]
    public void Hurried_HandedOverAtOnceAndSoonAgain()
    {
        _handover.Add(_effect.Event, _effect, Start);
        _ = Pauses(4);

        _handover.Hurry(_now);

        Pauses(4).ShouldBe([0, 2, 4, 8]);
    }

    [Fact]
    public void HurriedJustAfterTheFirst_NotHandedOverTwice()
    {
        _handover.Add(_effect.Event, _effect, Start);

        _handover.Hurry(Start);

        _handover.TakeDue(Start).ShouldBeEmpty();
    }

    [Fact]
    public void HurriedWithNothingOpen_NothingIsDue()
    {
        _handover.Add(_effect.Event, _effect, Start);
        _ = Pauses(2);
        _handover.Settled(_effect.Event.Id);

        _handover.Hurry(Start);

        _handover.Due.ShouldBeNull();
    }

    // The seconds until it is handed over again, so many times.
    private List<double> Pauses(int count)
    {
        List<double> pauses = [];
        for (var i = 0; i < count; i++)
        {
            pauses.Add((_handover.Due!.Value - _now).TotalSeconds);
            _now = _handover.Due.Value;
            _handover.TakeDue(_now).ShouldBe([_effect]);
        }

        return pauses;
    }
}
