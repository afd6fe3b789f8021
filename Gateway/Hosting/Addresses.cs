using System.Net;
using CallGrains.Gateway.Auth;

namespace CallGrains.Gateway.Hosting;

/// <summary>The addresses that are listened on.</summary>
internal sealed class Addresses
{
    private Addresses(IReadOnlyList<BindingAddress> all) => All = all;

    /// <summary>All of them.</summary>
    public IReadOnlyList<BindingAddress> All { get; }

    /// <summary>Whether one of them is https.</summary>
    public bool AnyHttps => All.Any(one => one.Scheme == Uri.UriSchemeHttps);

    /// <summary>Reads the addresses of the configuration, or the default ones.</summary>
    /// <exception cref="ConfigurationFaultException">One is none.</exception>
    public static Addresses Read(IConfiguration configuration)
    {
        var text = configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } given ? given : CommandLine.DefaultUrls;
        return new([.. text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse)]);
    }

    /// <summary>Refuses the key everybody knows where others can reach it.</summary>
    /// <exception cref="ConfigurationFaultException">It is used there.</exception>
    public void CheckKeys(AccessKeyOptions keys)
    {
        if (!keys.UsesDevelopmentKey || keys.AllowDevelopmentKey)
            return;

        if (All.FirstOrDefault(one => !IsLoopback(one.Host)) is { } open)
        {
            throw new ConfigurationFaultException(
                $"CallGrains:AccessKeys is the development key, which everybody knows, and {open} can be reached by others; set CallGrains:AccessKeys:0, or CallGrains:AllowDevelopmentKey=true.");
        }
    }

    private static BindingAddress Parse(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https" ? address : throw new FormatException();
        }
        catch (FormatException fault)
        {
            throw new ConfigurationFaultException($"urls has '{url}'; an address is like http://localhost:8080.", fault);
        }
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
