using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace CallGrains.Shared;

/// <summary>The suite of the official client, written for the single node: unchanged against the gateway of a cluster.</summary>
internal static partial class SdkSuite
{
    private const string VirtualTime = "clock: \"virtual\"";

    // It starts the processes that the README names.
    private static readonly string[] LeftOut = ["readme.test.mjs"];

    private static readonly string Folder = typeof(SdkSuite).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static metadata => metadata.Key == "Sdk").Value!;

    /// <summary>Why the suite cannot be run here; null when it can.</summary>
    public static string? Obstacle => Tool.HasNode ? null : "There is no Node 20 with npm.";

    /// <summary>Runs the files that ask for one kind of time; each must pass.</summary>
    /// <param name="connectionString">Of the gateway.</param>
    /// <param name="printed">What the gateway printed when it started.</param>
    /// <param name="isVirtual">Whether calls and endpoints run on a clock that stands still until it is advanced.</param>
    /// <param name="output">Gets how much was run.</param>
    public static async Task RunAsync(string connectionString, string printed, bool isVirtual, ITestOutputHelper output)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            (await Tool.RunAsync("npm", Folder, ["ci", "--no-audit", "--no-fund"])).ExitCode.ShouldBe(0);

        var files = Files(isVirtual);
        files.ShouldNotBeEmpty();
        var greeting = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(greeting, printed);

            // One file after the other, as ./test runs them.
            var (exitCode, said) = await Tool.RunAsync(
                "node",
                Folder,
                ["--test", "--test-concurrency=1", "--test-reporter=tap", .. files],
                ("CALLGRAINS_CONNECTION_STRING", connectionString),
                ("CALLGRAINS_CLOCK", isVirtual ? "virtual" : "system"),
                ("CALLGRAINS_GATEWAY_LOG", greeting));

            exitCode.ShouldBe(0, said);
            var passed = Passed().Match(said).Groups["count"].Value;
            output.WriteLine($"{string.Join(", ", files)}: {passed} tests passed");
            int.Parse(passed, CultureInfo.InvariantCulture).ShouldBeGreaterThan(files.Length);
        }
        finally
        {
            File.Delete(greeting);
        }
    }

    // By what a file asks for, so that a new one is run on a cluster too without being named here.
    private static string[] Files(bool isVirtual) =>
    [
        .. Directory.GetFiles(Folder, "*.test.mjs")
            .Where(path => !LeftOut.Contains(Path.GetFileName(path)) && File.ReadAllText(path).Contains(VirtualTime, StringComparison.Ordinal) == isVirtual)
            .Select(static path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex(@"^# pass (?<count>\d+)$", RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Passed();
}
