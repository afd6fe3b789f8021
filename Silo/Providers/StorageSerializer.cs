using Orleans.Storage;

namespace CallGrains.Silo.Providers;

/// <summary>
/// How grain state is stored: in the binary form of Orleans, by the pinned aliases and ids of its types. The default would be
/// JSON by reflection, and bind the store to names of code.
/// </summary>
internal static class StorageSerializer
{
    /// <summary>Sets the serializer of a storage provider.</summary>
    public static void Use(IStorageProviderSerializerOptions options, Serializer serializer) =>
        options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
}
