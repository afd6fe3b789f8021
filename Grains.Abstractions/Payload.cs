namespace CallGrains.Grains.Abstractions;

/// <summary>
/// The one form in which values of the model travel between nodes: the bytes of the codec of <c>Calls</c>, which old and new
/// versions read of each other. Orleans carries them and looks no further.
/// </summary>
/// <param name="Bytes">The bytes; never changed once they are here.</param>
[GenerateSerializer, Immutable, Alias("callgrains.payload")]
public readonly record struct Payload([property: Id(0)] byte[] Bytes);
