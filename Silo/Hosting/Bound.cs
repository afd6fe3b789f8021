using CallGrains.Gateway.Hosting;

namespace CallGrains.Silo.Hosting;

/// <summary>Reads configuration; what cannot be used is told with its key.</summary>
internal static class Bound
{
    /// <summary>Reads a section into options.</summary>
    public static T Read<T>(IConfiguration configuration, string section, T options)
        where T : class
    {
        try
        {
            configuration.GetSection(section).Bind(options);
            return options;
        }
        catch (InvalidOperationException fault)
        {
            // The binder's message names key, value and type.
            throw new ConfigurationFaultException(fault.Message, fault);
        }
    }

    /// <summary>Reads one of the words of an enumeration, in any case.</summary>
    public static T Word<T>(IConfiguration configuration, string key, T fallback)
        where T : struct, Enum
    {
        if (configuration[key] is not { } text)
            return fallback;

        var names = Enum.GetNames<T>();
        return names.Contains(text, StringComparer.OrdinalIgnoreCase) && Enum.TryParse<T>(text, ignoreCase: true, out var value)
            ? value
            : throw new ConfigurationFaultException($"{key} is '{text}'; it is one of {string.Join(", ", names).ToLowerInvariant()}.");
    }
}
