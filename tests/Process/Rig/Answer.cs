using System.Text.Json;

namespace CallGrains.ProcessTests.Rig;

/// <summary>What the process answered to one request.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body; undefined when there was none.</param>
internal sealed record Answer(int Status, JsonElement Body)
{
    public string this[string member] => Body.GetProperty(member).GetString()!;
}
