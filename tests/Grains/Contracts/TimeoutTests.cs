using System.Reflection;
using CallGrains.Grains.Abstractions;

namespace CallGrains.Grains.Tests.Contracts;

/// <summary>Nobody waits for a grain as long as Orleans would let him: each question says for how long.</summary>
public sealed class TimeoutTests
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10);

    [Fact]
    public void Questions_OfAllGrains_AreAnsweredInTenSecondsOrNot() => typeof(Payload).Assembly.GetExportedTypes()
        .Where(static type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type))
        .SelectMany(static type => type.GetMethods())
        .Where(static method => !method.IsDefined(typeof(OneWayAttribute)))
        .Where(static method => !(method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout <= Most))
        .Select(static method => $"{method.DeclaringType!.Name}.{method.Name}")
        .ShouldBeEmpty();
}
