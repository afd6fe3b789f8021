using System.Diagnostics;
using System.Text;
using CallGrains.LoadTest.Client;
using CallGrains.LoadTest.Measuring;
using CallGrains.LoadTest.Sink;

namespace CallGrains.LoadTest.Profiles;

/// <summary>What profiles work with: the server under load, the receiver of its callbacks, and where to count.</summary>
internal sealed record LoadContext(SignedClient Client, CallbackSink Sink, LoadOptions Options, RunStats Stats)
{
    private static readonly TimeSpan EventTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Tells the users of this run from those of others on the same server.</summary>
    public string Run { get; } = Guid.NewGuid().ToString("N")[..4];

    public static string User(string name) => $"8:acs:load_{name}";

    public static string UserJson(string name) => $$"""{"communicationUser":{"id":"{{User(name)}}"},"rawId":"{{User(name)}}"}""";

    /// <summary>Creates a call to one user and waits until it is connected.</summary>
    /// <param name="target">The user.</param>
    /// <param name="due">When the create was to be sent; latency counts from here, or the wait in our own queue would be hidden.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="callbackUri">Where callbacks go; the sink's own address when null. Nothing is waited for elsewhere.</param>
    public async Task<string> CreateAsync(string target, long due, CancellationToken cancellationToken, string? callbackUri = null)
    {
        var body = $$"""{"targets":[{{UserJson(target)}}],"callbackUri":"{{callbackUri ?? Sink.CallbackUri}}","operationContext":"{{CallbackSink.Stamp(due)}}"}""";
        var answer = await MeasureAsync("create", due, () => Client.PostAsync("/calling/callConnections", Bytes(body), cancellationToken));
        var id = answer.Text("callConnectionId");
        if (callbackUri is null)
            await Sink.WaitAsync(id, "Microsoft.Communication.CallConnected", EventTimeout);
        return id;
    }

    public async Task AddAsync(string connection, string user, CancellationToken cancellationToken)
    {
        var due = Stopwatch.GetTimestamp();
        var body = $$"""{"participantToAdd":{{UserJson(user)}},"operationContext":"{{CallbackSink.Stamp(due)}}"}""";
        await OperateAsync("add", "AddParticipantSucceeded", connection, due, body, cancellationToken);
    }

    public async Task RemoveAsync(string connection, string user, CancellationToken cancellationToken)
    {
        var due = Stopwatch.GetTimestamp();
        var body = $$"""{"participantToRemove":{{UserJson(user)}},"operationContext":"{{CallbackSink.Stamp(due)}}"}""";
        await OperateAsync("remove", "RemoveParticipantSucceeded", connection, due, body, cancellationToken);
    }

    /// <summary>Asks for a user to be moved from one call to another; the answer is only that this is accepted.</summary>
    public async Task MoveAsync(string to, string from, string user, CancellationToken cancellationToken)
    {
        var due = Stopwatch.GetTimestamp();
        var body = $$"""{"targetParticipants":[{{UserJson(user)}}],"fromCall":"{{from}}","operationContext":"{{CallbackSink.Stamp(due)}}"}""";
        await MeasureAsync("move", due, () =>
            Client.PostAsync($"/calling/callConnections/{to}/participants:moveHere", Bytes(body), cancellationToken));
    }

    public Task<Answer> ReadAsync(string connection, string path, CancellationToken cancellationToken) =>
        MeasureAsync("get", Stopwatch.GetTimestamp(), () => Client.GetAsync($"/calling/callConnections/{connection}{path}", cancellationToken));

    /// <summary>Ends a call for everybody and waits until it is over.</summary>
    public async Task TerminateAsync(string connection, CancellationToken cancellationToken)
    {
        const string type = "Microsoft.Communication.CallDisconnected";
        var done = Sink.WaitAsync(connection, type, EventTimeout);
        await MeasureAsync("terminate", Stopwatch.GetTimestamp(), () =>
            Client.PostAsync($"/calling/callConnections/{connection}:terminate", [], cancellationToken));
        await done;
        foreach (var each in (string[])["CallConnected", "CallDisconnected", "ParticipantsUpdated", "AddParticipantSucceeded", "RemoveParticipantSucceeded"])
            Sink.Forget(connection, "Microsoft.Communication." + each);
    }

    public async Task<Answer> MeasureAsync(string operation, long due, Func<Task<Answer>> send)
    {
        var answer = await send();
        if (!answer.IsSuccess)
        {
            Stats.Failed(operation, $"{answer.Status} {Encoding.UTF8.GetString(answer.Body)}");
            throw new RefusedException($"{operation} was answered {answer.Status}.");
        }

        Stats.Succeeded(operation, Stopwatch.GetElapsedTime(due));
        return answer;
    }

    /// <summary>The measured part begins.</summary>
    public void Begin()
    {
        Sink.ResetLatency();
        Stats.Begin(Sink.Received);
    }

    /// <summary>The measured part ends.</summary>
    public void End() => Stats.End(Sink.Received);

    public static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);

    private async Task OperateAsync(
        string operation, string success, string connection, long due, string body, CancellationToken cancellationToken)
    {
        var type = "Microsoft.Communication." + success;
        Sink.Forget(connection, type);
        var done = Sink.WaitAsync(connection, type, EventTimeout);
        await MeasureAsync(operation, due, () =>
            Client.PostAsync($"/calling/callConnections/{connection}/participants:{operation}", Bytes(body), cancellationToken));
        await done;
    }
}
