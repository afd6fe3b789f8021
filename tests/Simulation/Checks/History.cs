using System.Globalization;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Simulation.Actors;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Checks;

/// <summary>The history of one world in lines for people. Kept only when a seed is replayed.</summary>
internal sealed class History(Action<string> write)
{
    public void Add(World world, string line) =>
        write(string.Create(CultureInfo.InvariantCulture, $"{world.Steps,6} {world.Now:HH:mm:ss.fff} {line}"));

    public static string Describe(CallInput input) => input switch
    {
        CommandInput command => $"{((Attempt)command.Ticket).Operation} (asking {((Attempt)command.Ticket).Operation.Asked})",
        MessageInput message => Describe(message.Message),
        SignalInput signal => signal.Signal.ToString(),
        _ => input.ToString(),
    };

    public static string Describe(CallEffect effect) => effect switch
    {
        Answer answer => $"answer to c{((Attempt)answer.Ticket).Operation.Number}: {Describe(answer.Reply)}",
        Send send => $"send {Describe(send.Message)}",
        Notify notify => Describe(notify.Notice),
        Deliver deliver => $"event {deliver.Event.Kind} {deliver.Event.OperationContext} of leg {deliver.Event.Stream.Leg}, {deliver.Event.Result.Code}/{deliver.Event.Result.SubCode}",
        _ => effect.ToString(),
    };

    public static string Describe(EndpointNotice notice) => notice switch
    {
        Invite invite => $"Invite {invite.Participation} ring {invite.Ring}",
        Attached attached => $"Attached {attached.Participation} hop {attached.Hop}",
        Bye bye => $"Bye {bye.Participation} ring {bye.Ring} {bye.Reason.Code}/{bye.Reason.SubCode}",
        _ => notice.ToString(),
    };

    private static string Describe(CallReply reply) => reply is Refusal refusal ? $"{refusal.Status}/{refusal.Code} {refusal.Message}" : reply.GetType().Name;

    private static string Describe(CallMessage message) => message switch
    {
        Reserve reserve => $"Reserve {reserve.Move} [{string.Join(", ", reserve.Participants)}]",
        Reserved reserved => $"Reserved {reserved.Move} [{string.Join(", ", reserved.Entries.Select(static entry => $"{entry.Identifier} hop {entry.Hop}"))}]",
        Decided decided => $"Decided {decided.Move} [{string.Join(", ", decided.Taken)}]",
        _ => message.ToString(),
    };
}
