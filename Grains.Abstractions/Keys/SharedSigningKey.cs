namespace CallGrains.Grains.Abstractions.Keys;

/// <summary>A key that signs callbacks, as it is stored and handed to nodes.</summary>
/// <param name="KeyId">The <c>kid</c>.</param>
/// <param name="ActiveFrom">From when it signs.</param>
/// <param name="Pkcs8">The private key, PKCS #8, DER.</param>
[GenerateSerializer, Immutable, Alias("callgrains.SharedSigningKey")]
public sealed record SharedSigningKey([property: Id(0)] string KeyId, [property: Id(1)] DateTimeOffset ActiveFrom, [property: Id(2)] byte[] Pkcs8);
