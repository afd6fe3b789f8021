using Orleans.Services;

namespace CallGrains.Grains.Waking;

/// <summary>The one of each silo that wakes what another silo left behind. Nobody asks it anything.</summary>
[Alias("callgrains.IOrphanWaker")]
internal interface IOrphanWaker : IGrainService;
