using CallGrains.Calls.FarSide;

namespace CallGrains.Endpoints.Hosting;

/// <summary>How calls reach endpoints: a simulator, or real signalling in its place.</summary>
public interface IEndpointNotices
{
    /// <summary>Hands over what a call tells an endpoint. Never waits; a notice that is lost is sent again by its call.</summary>
    /// <param name="notice">The notice.</param>
    void Post(EndpointNotice notice);
}
