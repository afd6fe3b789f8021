using System.Collections.Concurrent;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Hosting;

namespace CallGrains.Scenarios.Rig;

/// <summary>Takes the announcements of incoming calls in the place of event subscriptions: all Teams applications are apps.</summary>
public sealed class AnnouncementRecorder : IIncomingCallAnnouncer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<CommunicationIdentifier, TaskCompletionSource<Invite>> _announced = new();

    /// <summary>Done when apps have been told; at once, unless a test says otherwise.</summary>
    public Task Told { get; set; } = Task.CompletedTask;

    /// <inheritdoc/>
    public bool HasSubscriber(CommunicationIdentifier endpoint) => endpoint.Kind == IdentifierKind.MicrosoftTeamsApp;

    /// <inheritdoc/>
    public Task AnnounceAsync(Invite invite, CancellationToken cancellationToken)
    {
        _ = Of(invite.Endpoint).TrySetResult(invite);
        return Told.WaitAsync(cancellationToken);
    }

    /// <summary>Waits until a call for an app is announced.</summary>
    /// <param name="app">The app.</param>
    public async Task<Invite> ExpectAsync(CommunicationIdentifier app)
    {
        try
        {
            return await Of(app).Task.WaitAsync(Patience);
        }
        catch (TimeoutException fault)
        {
            throw new TimeoutException($"Waited {Patience} in vain until a call for {app} was announced.", fault);
        }
    }

    private TaskCompletionSource<Invite> Of(CommunicationIdentifier app) =>
        _announced.GetOrAdd(app, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
