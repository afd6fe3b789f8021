using CallGrains.Gateway.Auth;

namespace CallGrains.Gateway.Hosting;

/// <summary>What is printed once the process listens: how to connect.</summary>
internal static class Greeting
{
    private const string DevelopmentUser = "8:acs:developer";

    /// <summary>Prints it.</summary>
    /// <param name="urls">The addresses listened on, at least one.</param>
    /// <param name="options">The configuration.</param>
    /// <param name="tokens">Makes a token for trying out.</param>
    /// <param name="output">Where it is printed.</param>
    public static void Print(ICollection<string> urls, GatewayOptions options, UserTokens tokens, TextWriter output)
    {
        // A key of one's own does not belong on a screen or into a log.
        var secret = options.Access.UsesDevelopmentKey ? AccessKeyOptions.DevelopmentKey : "<CallGrains:AccessKeys:0>";
        foreach (var url in urls)
            output.WriteLine($"endpoint={url.TrimEnd('/')}/;accesskey={secret}");

        if (!options.Access.UsesDevelopmentKey)
        {
            output.WriteLine("For a Bearer token, run: token --user 8:acs:<name> --valid 1h");
            return;
        }

        var token = tokens.Issue(DevelopmentUser, TimeSpan.FromDays(1));
        output.WriteLine($"Bearer {token}");
        output.WriteLine($"Console: {urls.First().TrimEnd('/')}/#token={token}");
    }
}
