using CallGrains.Calls.Replies;
using CallGrains.Endpoints.Simulator;
using CallGrains.Gateway.Errors;

namespace CallGrains.Gateway.Simulator;

/// <summary>Turns what came of an act in the simulator into HTTP.</summary>
internal static class Acted
{
    /// <summary>Goes on when it was done.</summary>
    /// <exception cref="RequestRefusedException">It was not.</exception>
    public static void Check(ActResult result, string target, string conflict)
    {
        switch (result)
        {
            case ActResult.Done:
                return;
            case ActResult.Nobody:
                throw new RequestRefusedException(StatusCodes.Status404NotFound, ErrorCodes.NotFound, "Nobody is there it could be done to.", target);
            case ActResult.Conflict:
                throw Conflict(target, conflict);
            default:
                throw RequestRefusedException.From(Refusals.StoreUnavailable, target);
        }
    }

    /// <summary>What is there stands against it.</summary>
    public static RequestRefusedException Conflict(string target, string message) =>
        new(StatusCodes.Status409Conflict, ErrorCodes.Conflict, message, target);
}
