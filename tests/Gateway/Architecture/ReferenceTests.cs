using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace CallGrains.Gateway.Tests.Architecture;

/// <summary>Who may know whom: the arrows between the rooms.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Calls"] = [],
        ["Delivery"] = ["Calls"],
        ["Endpoints"] = ["Calls"],
        ["Embedded"] = ["Calls", "Delivery", "Endpoints"],
        ["Gateway"] = ["Calls", "Delivery", "Endpoints", "Embedded"],
        ["Grains.Abstractions"] = ["Calls"],
        ["Grains"] = ["Calls", "Delivery", "Endpoints", "Grains.Abstractions"],
        ["Silo"] = ["Gateway", "Grains", "Grains.Abstractions"],
    };

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));

    public static TheoryData<string> Rooms => [.. Allowed.Keys.Where(room => File.Exists(ProjectOf(room)))];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Project_References_FollowTheArrows(string room)
    {
        var references = XDocument.Load(ProjectOf(room)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        references.ShouldBeSubsetOf(Allowed[room]);
    }

    [Theory]
    [InlineData("Calls", "Microsoft.AspNetCore", "Microsoft.Orleans", "Microsoft.Data", "System.Net.Http", "Microsoft.Extensions")]
    [InlineData("Delivery", "Microsoft.AspNetCore", "Microsoft.Orleans", "Microsoft.Data")]
    [InlineData("Endpoints", "Microsoft.AspNetCore", "Microsoft.Orleans", "Microsoft.Data")]
    public void Assembly_References_StayNeutral(string room, params string[] banned)
    {
        var references = Assembly.Load($"CallGrains.{room}").GetReferencedAssemblies().Select(reference => reference.Name!).ToArray();
        references.ShouldNotBeEmpty();
        references.Where(name => banned.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void Gateway_EmbeddedEngine_IsKnownByProgramAlone()
    {
        var knowing = Directory.EnumerateFiles(Path.Combine(Root(), "Gateway"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains("CallGrains.Embedded", StringComparison.Ordinal))
            .Select(Path.GetFileName);
        knowing.ShouldBe(["Program.Node.cs"]);
    }

    private static string ProjectOf(string room) => Path.Combine(Root(), room, $"{room}.csproj");
}
