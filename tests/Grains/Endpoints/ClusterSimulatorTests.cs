using System.Collections.Concurrent;
using System.Globalization;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Destinations;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Abstractions.Endpoints;
using CallGrains.Grains.Abstractions.Indexes;
using CallGrains.Grains.Endpoints;
using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Rig;
using CallGrains.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace CallGrains.Grains.Tests.Endpoints;

/// <summary>How the far side of a cluster is asked: an endpoint each by its grain, and which there are by an index.</summary>
public sealed class ClusterSimulatorTests : IDisposable
{
    private const int Programmed = 300;

    private readonly ConcurrentQueue<string> _asked = new();
    private readonly IEndpointGrain _ann = Substitute.For<IEndpointGrain>();
    private readonly DestinationClient _client = new(new(new()), new SystemNameResolver());
    private readonly ClusterSimulator _simulator;
    private readonly ClusterSubscriptions _subscriptions;
    private readonly ManualTimeProvider _time = new();
    private int _listed;

    // Every other one.
    private Func<int, bool> _rings = static i => i % 2 == 1;
    private Func<int, DateTimeOffset> _since = static _ => DateTimeOffset.UnixEpoch;
    private int _tries;

    public ClusterSimulatorTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IIndexGrain>(Arg.Any<string>()).Returns(call => IndexOf(call.ArgAt<string>(0)));
        grains.GetGrain(Arg.Any<GrainId>(), Arg.Any<GrainInterfaceType>()).Returns(call => EndpointOf(call.Arg<GrainId>().Key.ToString()!));
        var asking = new Asking(new(), _time, NullLogger<Asking>.Instance);
        _subscriptions = new(grains, asking, _client, new(), _time, NullLoggerFactory.Instance);
        var preset = new Dictionary<string, EndpointBehavior> { [Ann.RawId] = new() { Kind = BehaviorKind.App } };
        _simulator = new(grains, asking, new() { Behaviors = preset }, _subscriptions);
        _ann.ListAttachmentsAsync().Returns([]);
    }

    private static CommunicationIdentifier Ann => CommunicationIdentifier.Parse("8:acs:simulator_ann");

    public void Dispose()
    {
        _subscriptions.Dispose();
        _client.Dispose();
    }

    [Fact]
    public async Task ListAttachments_AsManyAsWanted_AsksNoFurtherAndKeepsTheirOrder()
    {
        var found = await _simulator.ListAttachmentsAsync(endpoint: null, limit: 10);

        _asked.ShouldBe(RawIds.Take(FanOut.AtOnce), ignoreOrder: true);
        found.Count.ShouldBe(10);
        found.ShouldAllBe(one => one.Status == AttachmentStatus.Ringing);
        found.Select(one => one.Endpoint.RawId).ShouldBe(RawIds.Take(20).Where((_, i) => i % 2 == 1));
    }

    [Fact]
    public async Task ListAttachments_MoreWanted_AsksAll()
    {
        var found = await _simulator.ListAttachmentsAsync(endpoint: null, limit: 1_000);

        _asked.ShouldBe(RawIds, ignoreOrder: true);
        found.Count.ShouldBe(Programmed);
        found.Select(one => one.Status).ShouldBeInOrder();
    }

    [Fact]
    public async Task ListAttachments_LastEndpointRings_IsShownBeforeThoseInACall()
    {
        _rings = static i => i == Programmed - 1;

        (await _simulator.ListAttachmentsAsync(endpoint: null, limit: 1)).ShouldHaveSingleItem().Endpoint.RawId.ShouldBe(RawIds.Last());
    }

    [Fact]
    public async Task ListAttachments_FewRingFarApart_AreShownInOrderOfTimeThenTheFirstInACall()
    {
        _rings = static i => i is 3 or 100 or 250;
        _since = static i => DateTimeOffset.UnixEpoch.AddSeconds(-i);

        var found = await _simulator.ListAttachmentsAsync(endpoint: null, limit: 5);

        found.Select(one => one.Endpoint.RawId).ShouldBe(new[] { 250, 100, 3, 299, 298 }.Select(i => RawIds.ElementAt(i)));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task IsPreset_AsksItsEndpointAlone(bool isSet, bool isPreset)
    {
        _ann.FindBehaviorAsync().Returns(isSet ? Encoded() : (Payload?)null);

        (await _simulator.IsPresetAsync(Ann)).ShouldBe(isPreset);

        _listed.ShouldBe(0);
    }

    [Fact]
    public async Task IsPreset_NotInConfiguration_AsksNobody()
    {
        (await _simulator.IsPresetAsync(CommunicationIdentifier.Parse(RawIds.First()))).ShouldBeFalse();

        _listed.ShouldBe(0);
    }

    [Fact]
    public async Task FindBehavior_SiloIsLost_IsAskedAgain()
    {
        _ann.FindBehaviorAsync().Returns(_ => ++_tries == 1 ? throw new TimeoutException() : Encoded());

        (await _time.RunAsync(_simulator.FindBehaviorAsync(Ann).AsTask())).ShouldNotBeNull().Kind.ShouldBe(BehaviorKind.App);
    }

    [Fact]
    public async Task PutBehavior_SiloIsLost_IsAskedAgain()
    {
        _ann.SaveBehaviorAsync(Ann.RawId, Arg.Any<Payload?>()).Returns(_ => ++_tries == 1 ? throw new TimeoutException() : EndpointActOutcome.Done);

        (await _time.RunAsync(_simulator.PutBehaviorAsync(Ann, new() { Kind = BehaviorKind.App }).AsTask())).ShouldBe(ActResult.Done);
    }

    [Fact]
    public async Task PutBehavior_IsNeverStored_IsUnavailable()
    {
        _ann.SaveBehaviorAsync(Ann.RawId, Arg.Any<Payload?>()).Returns<EndpointActOutcome>(_ => throw new IOException($"{++_tries}"));

        (await _time.RunAsync(_simulator.PutBehaviorAsync(Ann, new() { Kind = BehaviorKind.App }).AsTask())).ShouldBe(ActResult.Unavailable);

        _tries.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Accept_SiloIsLost_IsNotAskedAgain()
    {
        _ann.ActAsync(EndpointAct.Accept).Returns<EndpointActOutcome>(_ => throw new TimeoutException($"{++_tries}"));

        (await _time.RunAsync(_simulator.AcceptAsync(Ann).AsTask())).ShouldBe(ActResult.Unavailable);

        _tries.ShouldBe(1);
    }

    private static IEnumerable<string> RawIds => Enumerable.Range(0, Programmed).Select(i => $"8:acs:simulator_{i:000}");

    private static int NumberOf(string rawId) => int.Parse(rawId.AsSpan(rawId.Length - 3), CultureInfo.InvariantCulture);

    private static Payload Encoded() => EndpointCodec.Encode(new EndpointBehavior { Kind = BehaviorKind.App });

    private IIndexGrain IndexOf(string key)
    {
        var index = Substitute.For<IIndexGrain>();
        index.ListAsync().Returns(_ =>
        {
            _listed++;
            return [.. RawIds.Where(id => IndexKeys.Of(IndexKeys.Endpoints, id) == key).Select(id => new IndexEntry(id, Encoded()))];
        });
        return index;
    }

    private IEndpointGrain EndpointOf(string rawId)
    {
        if (rawId == Ann.RawId)
            return _ann;

        var endpoint = Substitute.For<IEndpointGrain>();
        endpoint.ListAttachmentsAsync().Returns(_ =>
        {
            _asked.Enqueue(rawId);
            return [new(EndpointCodec.Encode(AttachmentOf(rawId)))];
        });
        return endpoint;
    }

    private Attachment AttachmentOf(string rawId) => new()
    {
        Participation = Guid.NewGuid(),
        Endpoint = CommunicationIdentifier.Parse(rawId),
        Call = new CallKey(1),
        Status = _rings(NumberOf(rawId)) ? AttachmentStatus.Ringing : AttachmentStatus.Attached,
        Since = _since(NumberOf(rawId)),
        Behavior = BehaviorKind.App,
    };
}
