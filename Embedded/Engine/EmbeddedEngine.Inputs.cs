using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;

namespace CallGrains.Embedded.Engine;

/// <content>How what arrives comes to the mailbox of its call, also when that leaves memory meanwhile.</content>
public sealed partial class EmbeddedEngine
{
    private void Give(CallKey call, CallInput input)
    {
        if (!Post(call, input))
            LogDropped(call);
    }

    private bool Post(CallKey call, CallInput input)
    {
        while (true)
        {
            var result = MailboxOf(call).Post(input);
            if (result != PostResult.Gone)
                return result == PostResult.Taken;
        }
    }

    private bool Execute(CallKey call, CommandInput input)
    {
        while (true)
        {
            var result = MailboxOf(call).Execute(input);
            if (result != PostResult.Gone)
                return result == PostResult.Taken;
        }
    }

    /// <summary>Reads a call into memory.</summary>
    /// <returns>Whether it is going on.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    private async Task<bool> ProbeAsync(CallKey call)
    {
        var probe = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        while (!MailboxOf(call).Probe(probe))
            await Task.Yield();

        return await probe.Task;
    }

    /// <summary>Reads a call into memory; one that cannot be read was logged, and holds up no other.</summary>
    private async Task LoadAsync(CallKey call)
    {
        try
        {
            _ = await ProbeAsync(call);
        }
        catch (IOException)
        {
            return;
        }
    }

    private void Wake(CallKey call)
    {
        if (_resident.TryGetValue(call, out var mailbox))
            _ = mailbox.Alarm();
    }

    private void WakeAgain(CallKey call)
    {
        if (!MailboxOf(call).Alarm())
            RetryLater(call);
    }
}
