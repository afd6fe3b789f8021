using CallGrains.Grains.Abstractions;

namespace CallGrains.Grains.Events;

/// <summary>A dead letter as it is stored.</summary>
[GenerateSerializer, Alias("callgrains.DeadLetterState")]
public sealed class DeadLetterState
{
    /// <summary>The delivery record; null when there is no letter.</summary>
    [Id(0)]
    public Payload? Record { get; set; }

    /// <summary>The letter.</summary>
    [Id(1)]
    public Payload? Letter { get; set; }
}
