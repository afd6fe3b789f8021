using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Grains.Endpoints;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace CallGrains.Grains.Tests.Contracts;

/// <summary>What an endpoint may keep fits one row of the narrowest store.</summary>
public sealed class RoomTests
{
    // Three bytes each in the store.
    private static readonly string LongestId = new('語', CommunicationIdentifier.MaxRawIdLength);
    private static readonly DateTimeOffset Time = new DateTimeOffset(2026, 3, 12, 10, 0, 0, TimeSpan.Zero).AddTicks(1_234_567);

    [Fact]
    public void MostAttachments_LongestIdsAllInCalls_FitOneRow()
    {
        var all = Enumerable.Range(0, EndpointRoom.MostAttachments).Select(_ => EndpointCodec.Encode(InCall())).ToArray();

        EndpointRoom.Has(all[1..], all[0]).ShouldBeTrue();
        RowOf(all).ShouldBeLessThan(RowSize.Most);
    }

    [Fact]
    public void Room_Full_StillFitsWhenEveryAttachmentHasGrown()
    {
        var grown = new List<byte[]>();
        var taken = new List<byte[]>();
        foreach (var bytes in Enumerable.Repeat(EndpointCodec.Encode(Ringing()), 100_000).TakeWhile(one => EndpointRoom.Has(taken, one)))
        {
            taken.Add(bytes);
            grown.Add([.. bytes, .. new byte[EndpointRoom.Growth - 8]]);
        }

        taken.Count.ShouldBeGreaterThan(500);
        RowOf([.. grown]).ShouldBeLessThan(RowSize.Most);
    }

    [Fact]
    public void Attachment_GoesOn_GrowsNoMoreThanReserved()
    {
        var taken = EndpointCodec.Encode(new Attachment
        {
            Participation = Guid.NewGuid(),
            Endpoint = InCall().Endpoint,
            Call = InCall().Call,
            Status = AttachmentStatus.Attached,
            Since = Time,
        }).Length;
        var most = EndpointCodec.Encode(InCall()).Length;
        (most - taken).ShouldBeInRange(1, EndpointRoom.Growth - 8);
    }

    [Theory]
    [InlineData(EndpointRoom.MostAttachments, true)]
    [InlineData(EndpointRoom.MostAttachments + 1, false)]
    public void MaxAttachments_MoreThanARowTakes_IsRefused(int most, bool isAllowed)
    {
        var faults = new GrainOptions { MaxAttachments = most }.Faults().ToArray();
        if (isAllowed)
            faults.ShouldBeEmpty();
        else
            faults.ShouldHaveSingleItem().ShouldStartWith($"CallGrains:Grains:MaxAttachments is '{most}'; it is 1 to {EndpointRoom.MostAttachments}");
    }

    private static int RowOf(byte[][] attachments)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        return services.GetRequiredService<Serializer<EndpointState>>().SerializeToArray(new() { Behavior = new byte[10], Attachments = [.. attachments] }).Length;
    }

    // As large as one can be that is in a call.
    private static Attachment InCall() => new()
    {
        Participation = Guid.NewGuid(),
        Endpoint = CommunicationIdentifier.Parse(LongestId),
        Call = CallKey.Read(Enumerable.Repeat(byte.MaxValue, CallKey.Size).ToArray()),
        Status = AttachmentStatus.Leaving,
        Since = Time,
        Due = Time,
        Behavior = BehaviorKind.Phone,
        HangUpAfterMs = int.MaxValue,
        Hop = int.MaxValue,
        Ring = uint.MaxValue,
        IsAnnounced = true,
        Reason = new ResultInformation(int.MaxValue, int.MaxValue, DeclineReason.Unreachable.Message),
        Repeats = int.MaxValue,
        GiveUpAt = Time,
    };

    private static Attachment Ringing()
    {
        var invite = new Invite(Guid.NewGuid(), InCall().Call, CommunicationIdentifier.Parse("8:acs:ann"))
        {
            Ring = 1,
            From = CommunicationIdentifier.Parse("8:acs:bob"),
            RingingSince = Time,
            Deadline = Time,
            ServerCallId = "server",
            CorrelationId = Guid.NewGuid(),
            IncomingCallContext = "context",
        };
        return new()
        {
            Participation = invite.Participation,
            Endpoint = invite.Endpoint,
            Call = invite.Call,
            Status = AttachmentStatus.Ringing,
            Since = Time,
            Behavior = BehaviorKind.Phone,
            Ring = 1,
            Invite = invite,
            GiveUpAt = Time,
        };
    }
}
