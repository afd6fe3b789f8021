using Microsoft.Extensions.Configuration.Memory;

namespace CallGrains.Gateway.Hosting;

/// <summary>How logs are written when nothing is configured: one line each, with scopes, and the framework only when it warns.</summary>
internal static class LoggingDefaults
{
    /// <summary>Adds the defaults, below everything that is configured.</summary>
    public static void AddLoggingDefaults(this IConfigurationBuilder configuration) => configuration.Sources.Insert(0, new MemoryConfigurationSource
    {
        InitialData = new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Default"] = "Information",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",

            // All it would give is a scope and an activity for each request, which cost more than a read of a call does.
            ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "None",
            ["Logging:Console:FormatterName"] = "simple",
            ["Logging:Console:FormatterOptions:SingleLine"] = "true",
            ["Logging:Console:FormatterOptions:IncludeScopes"] = "true",
            ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss.fff ",
        },
    });
}
