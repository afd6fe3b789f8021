using System.CommandLine;
using CallGrains.LoadTest;

var root = new RootCommand("Puts load on a Call Automation gateway and measures it.");
root.Subcommands.Add(RunCommand.Build());
root.Subcommands.Add(LimitCommand.Build());
root.Subcommands.Add(SinkCommand.Build());
root.Subcommands.Add(CompareCommand.Build());
return await root.Parse(args).InvokeAsync();
