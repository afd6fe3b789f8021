using System.Reflection;

namespace CallGrains.Gateway.ConsolePage;

/// <summary>The console page and its parts, embedded in the assembly. They hold no data; what they show they fetch with a token.</summary>
internal static class ConsolePages
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly (string Path, string File, string Type)[] Pages =
    [
        ("/", "console.html", "text/html; charset=utf-8"),
        ("/console/console.css", "console.css", "text/css; charset=utf-8"),
        ("/console/console.js", "console.js", "text/javascript; charset=utf-8"),
        ("/console/api.js", "api.js", "text/javascript; charset=utf-8"),
        ("/console/views.js", "views.js", "text/javascript; charset=utf-8"),
    ];

    /// <summary>Serves the pages, without auth.</summary>
    public static void MapConsole(this IEndpointRouteBuilder routes)
    {
        foreach (var (path, file, type) in Pages)
        {
            var bytes = Read(file);
            routes.MapGet(path, (HttpResponse response) =>
            {
                response.Headers.ContentSecurityPolicy = Policy;
                response.Headers.CacheControl = "no-cache";
                response.Headers["Referrer-Policy"] = "no-referrer";
                return TypedResults.Bytes(bytes, type);
            }).AllowAnonymous().ExcludeFromDescription();
        }
    }

    private static byte[] Read(string file)
    {
        var name = $"{typeof(ConsolePages).Namespace}.Pages.{file}";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
