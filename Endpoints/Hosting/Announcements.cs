using CallGrains.Calls.FarSide;
using CallGrains.Endpoints.Attachments;
using Microsoft.Extensions.Logging;

namespace CallGrains.Endpoints.Hosting;

/// <summary>The announcements to apps under way: at most one of a ringing at a time, ended with the ringing.</summary>
/// <param name="announcer">Who announces.</param>
/// <param name="done">Told of each ringing that was announced.</param>
/// <param name="logger">The log.</param>
internal sealed partial class Announcements(IIncomingCallAnnouncer announcer, Action<Invite> done, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Running> _running = [];

    public void Start(Invite invite)
    {
        Running? earlier;
        lock (_lock)
        {
            if (_running.TryGetValue(invite.Participation, out earlier) && earlier.Ring >= invite.Ring)
                return;

            var running = new Running(invite.Ring);
            _running[invite.Participation] = running;
            running.Task = Task.Run(() => AnnounceAsync(invite, running));
        }

        earlier?.Cancellation.Cancel();
    }

    public void Stop(Guid participation, Tombstone tombstone)
    {
        Running? running;
        lock (_lock)
            running = _running.GetValueOrDefault(participation);

        if (running is not null && (tombstone.IsFinal || tombstone.Ring >= running.Ring))
            running.Cancellation.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        Running[] left;
        lock (_lock)
            left = [.. _running.Values];

        foreach (var running in left)
            await running.Cancellation.CancelAsync();
        await Task.WhenAll(left.Select(running => running.Task));
    }

    private async Task AnnounceAsync(Invite invite, Running running)
    {
        try
        {
            await announcer.AnnounceAsync(invite, running.Cancellation.Token);
            End(invite, running);
            done(invite);
        }
        catch (OperationCanceledException) when (running.Cancellation.IsCancellationRequested)
        {
            End(invite, running);
        }
        catch (Exception fault)
        {
            // The call repeats its invitation, since it was not acknowledged, and so this is tried again.
            LogFailed(invite.Participation, invite.Call, fault);
            End(invite, running);
        }
    }

    private void End(Invite invite, Running running)
    {
        lock (_lock)
        {
            if (_running.TryGetValue(invite.Participation, out var latest) && ReferenceEquals(latest, running))
                _ = _running.Remove(invite.Participation);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The incoming call of participation {participation} in call {call} could not be announced.")]
    private partial void LogFailed(Guid participation, Calls.Ids.CallKey call, Exception fault);

    private sealed class Running(uint ring)
    {
        public uint Ring => ring;

        // Never disposed, since it may be cancelled while it ends; it holds no timer and no handle.
        public CancellationTokenSource Cancellation { get; } = new();

        public Task Task { get; set; } = Task.CompletedTask;
    }
}
