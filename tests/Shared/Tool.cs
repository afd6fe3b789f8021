using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace CallGrains.Shared;

/// <summary>A program of the machine that the tests use.</summary>
internal static class Tool
{
    /// <summary>Whether there is Node 20 or newer, with npm.</summary>
    public static bool HasNode { get; } =
        Answers("node", "-e", "process.exit(process.versions.node.split('.')[0] < 20 ? 1 : 0)") && Answers("npm", "--version");

    /// <summary>Whether the program is there and ends with 0.</summary>
    public static bool Answers(string program, params string[] arguments)
    {
        try
        {
            return RunAsync(program, Path.GetTempPath(), arguments).GetAwaiter().GetResult().ExitCode == 0;
        }
        catch (Win32Exception)
        {
            // There is no such program.
            return false;
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">What its environment has beside that of the tests.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var output = new StringBuilder();
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Record(line.Data);
        process.ErrorDataReceived += (_, line) => Record(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.ToString());

        void Record(string? line)
        {
            lock (output)
                _ = output.AppendLine(line);
        }
    }
}
