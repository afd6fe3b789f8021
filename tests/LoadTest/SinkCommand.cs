using System.CommandLine;
using CallGrains.LoadTest.Sink;

namespace CallGrains.LoadTest;

/// <summary><c>sink --url …</c>: takes callbacks and does nothing with them.</summary>
internal static class SinkCommand
{
    public static Command Build()
    {
        var url = new Option<string>("--url") { Description = "Where to listen.", DefaultValueFactory = _ => "http://127.0.0.1:0" };
        var command = new Command("sink", "Serves a receiver of callbacks that does nothing with them.") { url };
        command.SetAction((parsed, _) => BareSink.RunAsync(parsed.GetValue(url)!));
        return command;
    }
}
