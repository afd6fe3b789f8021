using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Tests.Bench;

/// <summary>The people at the far end, and what they do.</summary>
internal sealed partial class CallBench
{
    public static readonly CommunicationIdentifier Alice = CommunicationIdentifier.Parse("8:acs:res_alice");
    public static readonly CommunicationIdentifier Bob = CommunicationIdentifier.Parse("8:acs:res_bob");
    public static readonly CommunicationIdentifier Carol = CommunicationIdentifier.Parse("8:acs:res_carol");
    public static readonly CommunicationIdentifier Dave = CommunicationIdentifier.Parse("8:acs:res_dave");
    public static readonly CommunicationIdentifier Phone = CommunicationIdentifier.PhoneNumber("+14255550123");
    public static readonly CommunicationIdentifier CallerId = CommunicationIdentifier.PhoneNumber("+14255550100");

    /// <summary>The last invitation this endpoint was given.</summary>
    public Invite InviteOf(CommunicationIdentifier who) => Notices.OfType<Invite>().Last(invite => invite.Endpoint.Equals(who));

    public Participant Person(CommunicationIdentifier who) => State!.Roster.Single(person => person.Identifier.Equals(who));

    public IEnumerable<CommunicationIdentifier> People => State!.Roster.Select(static person => person.Identifier);

    public void PicksUp(CommunicationIdentifier who)
    {
        var invite = InviteOf(who);
        Signal(new Answered(invite.Participation, invite.Ring));
    }

    public void Declines(CommunicationIdentifier who, ResultInformation? reason = null)
    {
        var invite = InviteOf(who);
        Signal(new Declined(invite.Participation, invite.Ring, reason ?? Results.Declined));
    }

    public void HangsUp(CommunicationIdentifier who) => Signal(new Left(Person(who).Participation));

    /// <summary>Every endpoint that rings picks up, and confirms what it is told.</summary>
    public void AnswerAll()
    {
        foreach (var invite in Notices.OfType<Invite>().ToList())
            Signal(new Answered(invite.Participation, invite.Ring));

        ConfirmAll();
    }

    /// <summary>The endpoints confirm all they were told.</summary>
    public void ConfirmAll()
    {
        foreach (var notice in Notices.ToList())
        {
            Signal(notice switch
            {
                Invite invite => new InviteReceived(invite.Participation, invite.Ring),
                Attached attached => new AttachedReceived(attached.Participation, attached.Hop),
                Bye bye => new ByeReceived(bye.Participation, bye.Ring),
                _ => throw new InvalidOperationException($"{notice.GetType().Name} is not confirmed."),
            });
        }
    }
}
