using System.CommandLine;

namespace CallGrains.LoadTest;

/// <summary>The command line. Apart from the entry point, so that the empty app loads nothing of it.</summary>
internal static class Tool
{
    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Puts load on a Call Automation gateway and measures it.");
        root.Subcommands.Add(RunCommand.Build());
        root.Subcommands.Add(LimitCommand.Build());
        root.Subcommands.Add(SinkCommand.Build());
        root.Subcommands.Add(CompareCommand.Build());
        return root.Parse(args).InvokeAsync();
    }
}
