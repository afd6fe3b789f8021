using System.Globalization;
using CallGrains.Calls.Identifiers;
using CallGrains.Gateway.Hosting;

namespace CallGrains.Gateway.Auth;

/// <summary>The subcommand <c>token --user 8:acs:… --valid 1h</c>: prints a user access token.</summary>
internal static class TokenCommand
{
    /// <summary>The name of the subcommand.</summary>
    public const string Name = "token";

    private static readonly TimeSpan DefaultValidity = TimeSpan.FromHours(1);

    /// <summary>Runs it.</summary>
    /// <param name="tokens">Makes the token.</param>
    /// <param name="configuration">Where <c>--user</c> and <c>--valid</c> are found.</param>
    /// <param name="output">Where the token is printed.</param>
    /// <exception cref="ConfigurationFaultException">A value cannot be used.</exception>
    public static void Run(UserTokens tokens, IConfiguration configuration, TextWriter output)
    {
        var user = configuration["user"];
        if (!CommunicationIdentifier.TryParse(user, out var identifier) || identifier.Kind is not (IdentifierKind.CommunicationUser or IdentifierKind.TeamsExtensionUser))
            throw new ConfigurationFaultException($"--user is '{user}'; it is the raw id of a communication user, such as 8:acs:alice.");

        output.WriteLine(tokens.Issue(identifier.RawId, ReadValidity(configuration["valid"])));
    }

    /// <summary>Reads a validity such as <c>90s</c>, <c>30m</c>, <c>1h</c> or <c>7d</c>.</summary>
    public static TimeSpan ReadValidity(string? text)
    {
        if (text is null)
            return DefaultValidity;

        var unit = text.Length > 1 ? text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 } : 0;
        return unit > 0
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count > 0
            && (long)count * unit <= (long)UserTokens.MaxValidity.TotalSeconds
            ? TimeSpan.FromSeconds((long)count * unit)
            : throw new ConfigurationFaultException($"--valid is '{text}'; it is a time such as 90s, 30m, 1h or 7d, at most {UserTokens.MaxValidity.TotalDays} days.");
    }
}
