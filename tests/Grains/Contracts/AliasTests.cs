using System.Reflection;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Calls;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace CallGrains.Grains.Tests.Contracts;

/// <summary>What silos of different versions say to each other is named by aliases, so that code can be renamed and moved.</summary>
public sealed class AliasTests
{
    // Never changed: it is in somebody's store.
    private const string FirstVersion = "20400701020321800080B5F7F57F9F08810000000000000000E00103E0";

    private static readonly Assembly[] Ours = [typeof(Payload).Assembly, typeof(CallGrain).Assembly];

    [Fact]
    public void GrainInterfaces_AndTheirMethods_HaveAliases()
    {
        var interfaces = Ours[0].GetExportedTypes().Where(static type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type)).ToList();

        interfaces.Count.ShouldBe(8);
        interfaces.Where(static type => type.GetCustomAttribute<AliasAttribute>() is null).ShouldBeEmpty();
        interfaces.SelectMany(static type => type.GetMethods()).Where(static method => method.GetCustomAttribute<AliasAttribute>() is null).ShouldBeEmpty();
    }

    [Fact]
    public void SerializedTypes_HaveAliasesOfTheirOwn()
    {
        var aliases = Ours.SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null)
            .Select(static type => (type, type.GetCustomAttribute<AliasAttribute>()?.Alias))
            .ToList();

        aliases.ShouldNotBeEmpty();
        aliases.Where(static one => one.Alias is null).ShouldBeEmpty();
        aliases.Select(static one => one.Alias).ShouldBeUnique();
    }

    [Fact]
    public void Grains_HaveTypeNamesOfTheirOwn() => Ours[1].GetTypes()
        .Where(static type => type is { IsClass: true, IsAbstract: false } && typeof(Grain).IsAssignableFrom(type))
        .Where(static type => type.GetCustomAttribute<GrainTypeAttribute>() is null)
        .ShouldBeEmpty();

    [Fact]
    public void StoredCall_BytesOfTheFirstVersion_AreRead()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var row = new CallRow { State = [1, 2, 3], Due = DateTimeOffset.UnixEpoch, Owes = true };

        var read = serializer.Deserialize<CallRow>(Convert.FromHexString(FirstVersion))!;

        read.State.ShouldBe(row.State);
        (read.Due, read.Owes).ShouldBe((row.Due, row.Owes));
        Convert.ToHexString(serializer.SerializeToArray(row)).ShouldBe(FirstVersion);
    }
}
