namespace CallGrains.LoadTest.Limits;

/// <summary>What <c>dotnet new web</c> makes: the yardstick of start times.</summary>
internal static class EmptyApp
{
    /// <summary>The command that runs it. It is looked at before anything else is loaded, which would count as its start.</summary>
    public const string Command = "empty";

    public static void Run(string url)
    {
        var builder = WebApplication.CreateBuilder();
        var app = builder.Build();
        app.MapGet("/", static () => "Hello World!");
        app.Run(url);
    }
}
