using System.Collections;
using System.ComponentModel;
using System.Reflection;

namespace CallGrains.Gateway.Hosting;

/// <summary>Refuses keys that nobody reads: a slip in a name would otherwise leave the default in force, and nobody would know.</summary>
internal static class UnknownKeys
{
    /// <summary>Checks sections against the options that are read from them.</summary>
    /// <param name="configuration">All configuration.</param>
    /// <param name="sections">Each section with the options of it; a section may have several, and others within it.</param>
    /// <exception cref="ConfigurationFaultException">A key is not among them; the message names it.</exception>
    public static void Refuse(IConfiguration configuration, params (string Section, Type Options)[] sections)
    {
        foreach (var section in sections.GroupBy(one => one.Section, one => one.Options, StringComparer.OrdinalIgnoreCase))
            Check(configuration.GetSection(section.Key), [.. section], sections);
    }

    private static void Check(IConfigurationSection section, Type[] options, (string Section, Type Options)[] sections)
    {
        if (!string.IsNullOrEmpty(section.Value))
            throw new ConfigurationFaultException($"{section.Path} is '{section.Value}'; it is a section and has no value of its own.");

        foreach (var child in section.GetChildren())
        {
            // One that has options of its own is looked at by itself.
            if (sections.Any(other => child.Path.Equals(other.Section, StringComparison.OrdinalIgnoreCase)))
                continue;

            CheckValue(child, options.Select(type => TypeOf(type, child.Key)).FirstOrDefault(type => type is not null), sections);
        }
    }

    private static void CheckValue(IConfigurationSection value, Type? type, (string Section, Type Options)[] sections)
    {
        if (type is null)
            throw new ConfigurationFaultException($"{value.Path} is unknown.");

        if (ElementOf(type) is { } element)
        {
            foreach (var child in value.GetChildren())
                CheckValue(child, element, sections);
        }
        else if (!IsSingle(type))
        {
            Check(value, [type], sections);
        }
        else if (value.GetChildren().FirstOrDefault() is { } below)
        {
            throw new ConfigurationFaultException($"{below.Path} is unknown; {value.Path} is one value.");
        }
    }

    // What can be bound: a property that can be set, or filled.
    private static Type? TypeOf(Type options, string key) => options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .FirstOrDefault(property => property.Name.Equals(key, StringComparison.OrdinalIgnoreCase)
            && (property.SetMethod is { IsPublic: true } || !IsSingle(property.PropertyType)))?.PropertyType;

    private static bool IsSingle(Type type) => TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    private static Type? ElementOf(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable))
        ? type.GetGenericArguments()[0]
        : null;
}
