using CallGrains.Grains.Storage;

namespace CallGrains.Grains.Endpoints;

/// <summary>
/// How many participations one endpoint can store. One that is in a call has a bounded size, so that their number can be bounded by
/// configuration; one that rings carries what its caller said, up to about 100 KiB, so that bytes are counted too.
/// </summary>
internal static class EndpointRoom
{
    /// <summary>What a participation may grow by once it was taken, with what the serializer puts around it.</summary>
    public const int Growth = 320;

    /// <summary>As many fit whatever they are called, once they are in their calls.</summary>
    public const int MostAttachments = 600;

    /// <summary>Whether a participation fits beside others.</summary>
    /// <param name="others">The stored forms of the others.</param>
    /// <param name="bytes">Its own.</param>
    public static bool Has(IEnumerable<byte[]> others, byte[] bytes) =>
        others.Sum(static other => other.Length + Growth) + bytes.Length + Growth <= RowSize.Most - RowSize.Frame;
}
