using System.Collections.Concurrent;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;

namespace CallGrains.Gateway.Tests.Bench;

/// <summary>An engine that accepts everything, or answers as a test says, and remembers what it was asked.</summary>
public sealed class FakeEngine : ICallEngine
{
    public static readonly CommunicationIdentifier Alice = CommunicationIdentifier.Parse("8:acs:alice");

    public CallIds Ids { get; } = new("a secret of tests, 32 bytes long."u8, "resource");

    public CallRules Rules { get; } = new();

    public ConcurrentQueue<(CallKey Call, CallCommand Command)> Asked { get; } = [];

    public ConcurrentDictionary<string, CallKey> Groups { get; } = [];

    /// <summary>The calls each group had before, the latest first.</summary>
    public ConcurrentDictionary<string, CallKey[]> EarlierGroups { get; } = [];

    /// <summary>What a test wants answered; null leaves it to the default.</summary>
    public Func<CallKey, CallCommand, CallReply?>? Answer { get; set; }

    public CallKey SomeCall => Ids.KeyOfRandom(new Guid("3f2504e0-4f89-41d3-9a0c-0305e82c3301"));

    public CallKey OtherCall => Ids.KeyOfRandom(new Guid("4f2504e0-4f89-41d3-9a0c-0305e82c3302"));

    public string SomeConnection => Ids.Connection(new(SomeCall, 1)).ToString();

    public string OtherConnection => Ids.Connection(new(OtherCall, 1)).ToString();

    public string SomeContext => Ids.IncomingContext(new(SomeCall, 1));

    public ValueTask<CallReply> ExecuteAsync(CallKey call, CallCommand command, CancellationToken cancellationToken = default)
    {
        Asked.Enqueue((call, command));
        return ValueTask.FromResult(Answer?.Invoke(call, command) ?? Default(call, command));
    }

    public ValueTask<CallKey?> FindGroupCallAsync(GroupLocator locator, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Groups.TryGetValue($"{locator.Kind}/{locator.Id}", out var call) ? call : (CallKey?)null);

    public ValueTask<IReadOnlyList<CallKey>> ListEarlierGroupCallsAsync(GroupLocator locator, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<CallKey>>(EarlierGroups.GetValueOrDefault($"{locator.Kind}/{locator.Id}") ?? []);

    public ValueTask<CallKey> ClaimGroupCallAsync(GroupLocator locator, CallKey call, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Groups.GetOrAdd($"{locator.Kind}/{locator.Id}", call));

    private CallReply Default(CallKey call, CallCommand command) => command switch
    {
        CreateCall create => Connection(call, ConnectionState.Connecting) with { Targets = create.Targets, CallbackUri = create.CallbackUri },
        Calls.Commands.AnswerCall or ConnectCall or GetCall => Connection(call, ConnectionState.Connected),
        GetParticipants => new RosterReply([new(Alice, false, false)]),
        GetParticipant one => new ParticipantReply(new(one.Participant, false, true)),
        PlaceIncomingCall or StartCall => new PlacedReply(Ids.ServerCall(call)),
        MoveParticipants { SourceRefusal: { } refusal } => refusal,
        MoveParticipants move => new AcceptedReply { OperationContext = move.OperationContext, FromCall = move.FromCall, Participants = move.Seen },
        AddParticipant add => new AcceptedReply { OperationContext = add.OperationContext, InvitationId = "invitation-1", Participants = [new(add.Participant, false, false)] },
        CancelAddParticipant cancel => new AcceptedReply { OperationContext = cancel.OperationContext, InvitationId = cancel.InvitationId },
        LegOperation operation => new AcceptedReply { OperationContext = operation.OperationContext },
        _ => new AcceptedReply(),
    };

    private ConnectionReply Connection(CallKey call, ConnectionState state) => new()
    {
        ConnectionId = Ids.Connection(new(call, 1)),
        CorrelationId = Ids.Correlation(call),
        ServerCallId = state == ConnectionState.Connected ? Ids.ServerCall(call) : null,
        Targets = [Alice],
        State = state,
        CallbackUri = "https://app.example/events",
    };
}
