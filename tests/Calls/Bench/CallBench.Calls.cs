using System.Collections.Immutable;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;

namespace CallGrains.Calls.Tests.Bench;

/// <summary>Calls in the situations tests begin with. Nothing is owed in them, and nothing is left to see of how they came about.</summary>
internal sealed partial class CallBench
{
    public const string Callback = "https://app.example/callbacks";
    public const string OtherCallback = "https://app.example/operations";

    /// <summary>An app has called and nobody has answered.</summary>
    public static CallBench Calling(params ReadOnlySpan<CommunicationIdentifier> targets)
    {
        var bench = new CallBench();
        bench.Ask(new CreateCall([.. targets], Callback) { SourceCallerIdNumber = CallerId, OperationContext = "create" })
            .ShouldBeOfType<ConnectionReply>();
        return bench;
    }

    /// <summary>A created 1:1 call in which the target has answered.</summary>
    public static CallBench Connected(CommunicationIdentifier? target = null, int seed = 1, CallRules? rules = null) =>
        Created([target ?? Alice], seed, rules);

    /// <summary>A created group call in which all have answered.</summary>
    public static CallBench Group(params ReadOnlySpan<CommunicationIdentifier> targets) => Created([.. targets], 1, null);

    /// <summary>A created call of these people.</summary>
    public static CallBench Created(ImmutableArray<CommunicationIdentifier> targets, int seed, CallRules? rules)
    {
        var bench = new CallBench(seed, rules);
        bench.Ask(new CreateCall(targets, Callback) { SourceCallerIdNumber = CallerId, OperationContext = "create" });
        bench.AnswerAll();
        return bench.Cleared();
    }

    /// <summary>A call placed by Alice that rings for Bob, or somebody else.</summary>
    public static CallBench Incoming(CommunicationIdentifier? to = null, CallRules? rules = null)
    {
        var bench = new CallBench(rules: rules);
        bench.Ask(new PlaceIncomingCall(Alice, to ?? Bob)).ShouldBeOfType<PlacedReply>();
        return bench;
    }

    /// <summary>A call of people that no app is in.</summary>
    public static CallBench Started(GroupLocator? locator, params ReadOnlySpan<CommunicationIdentifier> people)
    {
        var bench = new CallBench();
        bench.Ask(new StartCall([.. people], locator)).ShouldBeOfType<PlacedReply>();
        return bench.Cleared();
    }

    /// <summary>Leg 1 has called Bob and leg 2 has answered in his place.</summary>
    public static CallBench AppToApp()
    {
        var bench = Calling(Bob);
        bench.Ask(new AnswerCall(bench.InviteOf(Bob).Ring, Callback) { OperationContext = "answer" }).ShouldBeOfType<ConnectionReply>();
        return bench.Cleared();
    }

    /// <summary>One more leg of a connected call.</summary>
    public ushort AddLeg()
    {
        Ask(new ConnectCall(Callback) { OperationContext = "connect" }).ShouldBeOfType<ConnectionReply>();
        Cleared();
        return State!.LastLeg;
    }

    /// <summary>Delivers and confirms all, and forgets what was seen.</summary>
    public CallBench Cleared()
    {
        ConfirmAll();
        DeliverAll();
        Effects.Clear();
        return this;
    }
}
