using CallGrains.Calls.Events;
using CallGrains.Calls.Pump;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Actors;

/// <summary>One event on its way to its webhook.</summary>
internal sealed class Callback(CallHost host, CallbackEvent @event, int life)
{
    public CallHost Host => host;

    public CallbackEvent Event => @event;

    public int Life => life;

    public int Tries { get; set; }

    public bool IsDelivered { get; set; }
}

/// <summary>
/// Delivery and the webhooks behind it, as the port of the pump promises them: each event is tried until it is settled one way or
/// the other. Some deliveries live in the process of the call and die with it; others survive it.
/// </summary>
internal sealed class Webhooks(World world)
{
    private const int MaxTries = 6;

    public void Deliver(CallHost host, CallbackEvent @event) =>
        world.After(world.Dice.Around(world.Faults.Delay), new(HappeningKind.Callback, new Callback(host, @event, host.Life)));

    /// <summary>An event goes to the dead letters without a try.</summary>
    public void Bury(CallHost host, CallbackEvent @event) => Settle(new(host, @event, host.Life));

    public void Try(Callback callback, int mark)
    {
        if (callback.Life != callback.Host.Life && world.Dice.Chance(0.5))
        {
            world.Coverage.Count("delivery died with its host");
            return;
        }

        if (callback.IsDelivered)
        {
            Settle(callback);
            return;
        }

        callback.Tries++;
        if (world.Dice.Chance(world.Faults.WebhookFails))
        {
            if (callback.Tries < MaxTries)
            {
                var stalls = world.Dice.Chance(0.3);
                world.Coverage.Count(stalls ? "webhook stalls" : "webhook fails");
                world.After(TimeSpan.FromSeconds(stalls ? 15 : callback.Tries), new(HappeningKind.Callback, callback, Mark: mark));
                return;
            }

            world.Coverage.Count("dead letter");
        }

        callback.IsDelivered = true;
        Settle(callback);
    }

    // Delivery tells the call until the call has heard it.
    private void Settle(Callback callback)
    {
        callback.IsDelivered = true;
        if (world.Dice.Chance(world.Faults.Drop))
        {
            world.Coverage.Count("settlement dropped");
            world.After(TimeSpan.FromSeconds(1), new(HappeningKind.Callback, callback));
            return;
        }

        var settled = new EventSettled(callback.Event.Stream.Leg, callback.Event.Id);
        world.After(world.Dice.Around(world.Faults.Delay), new(HappeningKind.Input, callback.Host, settled));
        if (world.Dice.Chance(world.Faults.Duplicate))
            world.After(world.Dice.Around(world.Faults.Delay), new(HappeningKind.Input, callback.Host, settled));
    }
}
