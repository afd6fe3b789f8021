using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Pump;

/// <summary>A command that waits for people held for a move. Lives in memory only: it has promised nothing.</summary>
/// <param name="Input">The command.</param>
/// <param name="Until">When it is answered regardless.</param>
/// <param name="Reason">What it waits for, and what it is answered then.</param>
internal sealed record Waiting(CommandInput Input, DateTimeOffset Until, HoldWait Reason);
