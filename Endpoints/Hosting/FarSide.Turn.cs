using CallGrains.Calls.FarSide;
using CallGrains.Endpoints.Attachments;

namespace CallGrains.Endpoints.Hosting;

/// <content>Notices that are taken within the write of the call that gives them.</content>
public sealed partial class FarSide
{
    /// <inheritdoc/>
    public IEndpointTurn BeginTurn() => new Turn(this);

    private sealed class Turn(FarSide farSide) : IEndpointTurn
    {
        private readonly Batch _batch = new();

        public IReadOnlyList<AddressedSignal>? Take(EndpointNotice notice)
        {
            if (farSide._stopping.IsCancellationRequested || !farSide.TryMeet(_batch, notice.Participation))
                return null;

            var behavior = farSide._behaviors.Resolve(notice.Endpoint);
            return farSide.Apply(_batch, notice.Participation, new Told(notice, behavior), farSide._time.GetUtcNow(), signalsLater: false).Signals;
        }

        public void SayLater(AddressedSignal signal) => _batch.Signals.Add(signal);

        public IReadOnlyList<AttachmentChange> Changes() => _batch.Rows();

        public void Ended(Exception? fault)
        {
            if (fault is null && !farSide._stopping.IsCancellationRequested)
                farSide.FollowUp(_batch);
            farSide._claims.Release(_batch.Claimed);
        }
    }
}
