using System.CommandLine;
using CallGrains.LoadTest.Limits;

namespace CallGrains.LoadTest;

/// <summary><c>limit KIND --key …</c>: serves the yardstick that the engine is held against.</summary>
internal static class LimitCommand
{
    public static Command Build()
    {
        var kind = new Argument<Limit>("kind") { Description = "Http (L1), Signed (L2) or Callbacks (L3)." };
        var key = new Option<string>("--key") { Description = "The access key, base64.", Required = true };
        var url = new Option<string>("--url") { Description = "Where to listen.", DefaultValueFactory = _ => "http://127.0.0.1:0" };
        var command = new Command("limit", "Serves a bare endpoint that does the least any such engine must.") { kind, key, url };
        command.SetAction((parsed, _) => LimitServer.RunAsync(
            parsed.GetValue(kind), Convert.FromBase64String(parsed.GetValue(key)!), parsed.GetValue(url)!));
        return command;
    }
}
