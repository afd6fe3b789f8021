namespace CallGrains.Grains.Abstractions.Endpoints;

/// <summary>
/// The far side of one raw id: what it is programmed to do, and the participations it takes part in. Its key is made by
/// <see cref="EndpointKeys"/>.
/// </summary>
[Alias("callgrains.IEndpointGrain")]
public interface IEndpointGrain : IGrainWithStringKey
{
    /// <summary>A call tells the endpoint something.</summary>
    /// <param name="notice">An <c>EndpointNotice</c>.</param>
    [Alias("Notice"), OneWay]
    Task NoticeAsync(Payload notice);

    /// <summary>The behaviour set for the endpoint; null when none is.</summary>
    [Alias("FindBehavior"), ReadOnly, ResponseTimeout("00:00:10")]
    Task<Payload?> FindBehaviorAsync();

    /// <summary>Sets or takes back the behaviour of the endpoint. Durable when it returns.</summary>
    /// <param name="rawId">The raw id.</param>
    /// <param name="behavior">The behaviour, or null to take back what was set.</param>
    /// <returns>Nobody when nothing was set, conflict when no further endpoint can be programmed.</returns>
    [Alias("SaveBehavior"), ResponseTimeout("00:00:10")]
    Task<EndpointActOutcome> SaveBehaviorAsync(string rawId, Payload? behavior);

    /// <summary>Acts for the person at the endpoint.</summary>
    /// <param name="act">What the person does.</param>
    /// <returns>What came of it; durable when done.</returns>
    [Alias("Act"), ResponseTimeout("00:00:10")]
    Task<EndpointActOutcome> ActAsync(EndpointAct act);

    /// <summary>The participations the endpoint takes part in, those that ring first.</summary>
    [Alias("ListAttachments"), ReadOnly, ResponseTimeout("00:00:10")]
    Task<Payload[]> ListAttachmentsAsync();
}
