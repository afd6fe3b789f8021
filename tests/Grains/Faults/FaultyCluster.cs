using System.Collections.Immutable;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Rig;
using CallGrains.Scenarios.Rig;
using CallGrains.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Grains.Tests.Faults;

/// <summary>A cluster on system time whose silos die and whose store fails, and the app that lives through it.</summary>
internal sealed class FaultyCluster : IAsyncDisposable
{
    private const string Callback = "https://app.example/callbacks";

    // A silo that died unnoticed, a reminder, and the machine under load.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private ClusterRig _rig = null!;

    public SharedStorage Storage { get; } = new();

    public SharedReminders Reminders { get; } = new();

    public CallbackRecorder Callbacks { get; } = new();

    public AnnouncementRecorder Announcements { get; } = new();

    public MessageTap Messages { get; } = new();

    public ClusterRig Rig => _rig;

    /// <summary>Whether callbacks are held back, as if all webhooks were away.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Starts a cluster.</summary>
    /// <param name="reminderPeriod">How often reminders tick; null for every few seconds.</param>
    public static async Task<FaultyCluster> StartAsync(TimeSpan? reminderPeriod = null)
    {
        var cluster = new FaultyCluster();
        var settings = new ClusterSettings
        {
            Grains = new() { ReminderPeriod = reminderPeriod ?? TimeSpan.FromSeconds(3), HandOverAgainAfter = TimeSpan.FromSeconds(1) },
        };
        cluster._rig = await ClusterRig.StartAsync(
            settings,
            cluster.Storage,
            cluster.Callbacks,
            cluster.Announcements,
            silo =>
            {
                silo.AddReminders();
                silo.AddOutgoingGrainCallFilter(cluster.Messages);
                silo.Services.AddSingleton<IReminderTable>(cluster.Reminders);
                silo.Services.Configure<ReminderOptions>(static options =>
                {
                    options.MinimumReminderPeriod = TimeSpan.FromSeconds(1);
                    options.RefreshReminderListPeriod = TimeSpan.FromSeconds(2);
                });
            },
            () => cluster.IsHeld);
        return cluster;
    }

    public static CommunicationIdentifier Person(string name) => CommunicationIdentifier.Parse($"8:acs:faults_{name}");

    /// <summary>What a call says to a person's endpoint when it rings there.</summary>
    public static Invite Ringing(CommunicationIdentifier to, CallKey call, string customContext = "{}")
    {
        var now = TimeProvider.System.GetUtcNow();
        return new(Guid.NewGuid(), call, to)
        {
            Ring = 1,
            From = Person("bob"),
            RingingSince = now,
            Deadline = now + TimeSpan.FromMinutes(10),
            ServerCallId = "server",
            CorrelationId = Guid.NewGuid(),
            IncomingCallContext = "context",
            CustomContext = customContext,
        };
    }

    /// <summary>Ticks a reminder of a grain, or as if there were one.</summary>
    public static Task TickAsync(IAddressable grain, string name = "wake") => grain.AsReference<IRemindable>().ReceiveReminder(
        name, new TickStatus(DateTime.UnixEpoch, TimeSpan.FromHours(1), DateTime.UnixEpoch));

    /// <summary>Ticks the reminder of an idle grain; it is set anew by another activation just before this one has made sure that it is the only one.</summary>
    public async Task TickAmidAnotherAsync(IAddressable grain, string stored, Func<Task> remindAsync)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Storage.FaultyName = stored;
        Storage.Faults = write =>
        {
            _ = reached.TrySetResult();
            return StorageFault.None with { Until = written.Task };
        };
        var tick = TickAsync(grain);
        await reached.Task;
        await remindAsync();
        written.SetResult();
        await tick;
    }

    /// <summary>Creates a group call and waits until everybody is in it.</summary>
    public async Task<ConnectionAddress> ConnectAsync(params CommunicationIdentifier[] people)
    {
        var leg = await CreateAsync(people);
        await RosterBecomesAsync(leg, people);
        return leg;
    }

    public async Task<ConnectionAddress> CreateAsync(params CommunicationIdentifier[] people)
    {
        var command = new CreateCall([.. people], Callback) { Repeat = NewRepeat() };
        var reply = await InsistAsync<ConnectionReply>(_rig.Engine.Ids.KeyOf(command.Repeat!.RequestId), command);
        _rig.Engine.Ids.TryReadConnection(reply.ConnectionId.ToString("D"), out var leg).ShouldBeTrue();
        return leg;
    }

    public static Repeatability NewRepeat() => new(Guid.NewGuid(), UInt128.One);

    /// <summary>Gives a command as an app does: 503 is asked again, with the same request id, until there is an answer.</summary>
    public async Task<T> InsistAsync<T>(CallKey call, CallCommand command)
        where T : CallReply
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var reply = await _rig.Engine.ExecuteAsync(call, command);
            if (reply is T wanted)
                return wanted;

            var isPassing = reply is Refusal { Status: 503 } or Refusal { Status: 409, Code: "8519" };
            if (!isPassing || TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new InvalidOperationException($"{command.GetType().Name} was answered {reply}.");

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    public Task<AcceptedReply> MoveAsync(ConnectionAddress to, ConnectionAddress from, params CommunicationIdentifier[] people) =>
        InsistAsync<AcceptedReply>(
            to.Call,
            new MoveParticipants(to.Leg, from.Call, _rig.Engine.Ids.Connection(from).ToString("D"), [.. people]) { Repeat = NewRepeat() });

    public async Task<ImmutableArray<CommunicationIdentifier>> RosterAsync(ConnectionAddress leg)
    {
        var reply = await InsistAsync<RosterReply>(leg.Call, new GetParticipants(leg.Leg));
        return [.. reply.Participants.Select(view => view.Identifier).Where(who => who != _rig.Engine.Ids.AppIdentity)];
    }

    /// <summary>Waits until the people in a call are these.</summary>
    public async Task RosterBecomesAsync(ConnectionAddress leg, params CommunicationIdentifier[] people)
    {
        var began = TimeProvider.System.GetTimestamp();
        ImmutableArray<CommunicationIdentifier> seen = [];
        while (TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            if (await _rig.Engine.ExecuteAsync(leg.Call, new GetParticipants(leg.Leg)) is RosterReply roster)
            {
                seen = [.. roster.Participants.Select(view => view.Identifier).Where(who => who != _rig.Engine.Ids.AppIdentity)];
                if (seen.ToHashSet().SetEquals(people))
                    return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new TimeoutException($"Not within {Patience}: roster {string.Join(", ", people.AsEnumerable())}; it is {string.Join(", ", seen)}.");
    }

    /// <summary>Waits until so many moves between two calls have ended; then everybody is in exactly one of them.</summary>
    public async Task SettledAsync(ConnectionAddress one, ConnectionAddress two, int moves, params CommunicationIdentifier[] people)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            // Counted first: only once every move was decided do two reads make one picture.
            var ended = Callbacks.All.Count(static each => each.Kind is CallEventKind.MoveParticipantSucceeded or CallEventKind.MoveParticipantFailed);
            CommunicationIdentifier[] seen = [.. await RosterAsync(one), .. await RosterAsync(two)];
            if (ended == moves)
            {
                seen.ShouldBe(people, ignoreOrder: true);
                return;
            }

            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"Not within {Patience}: {ended} of {moves} moves ended; seen {string.Join(", ", seen.AsEnumerable())}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Waits for an event of a leg; checks that there is but one of its kind about that person.</summary>
    public async Task ExpectOnceAsync(ConnectionAddress leg, CommunicationIdentifier? who, params CallEventKind[] kinds)
    {
        CallbackEvent[] Found() => [.. Callbacks.Of(leg).Where(one => kinds.Contains(one.Kind) && (who is null || one.Participant == who))];
        await Eventually.HoldsAsync(() => Found().Length > 0, $"{string.Join(" or ", kinds)} about {who} on {leg}", Patience);
        Found().Length.ShouldBe(1);
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();
}
