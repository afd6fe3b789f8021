using CallGrains.Calls.FarSide;
using CallGrains.Endpoints.Attachments;

namespace CallGrains.Endpoints.Hosting;

/// <summary>
/// What endpoints do about notices before the call that gives them is written. Everything they change is theirs alone until
/// <see cref="Ended"/>. For one thread at a time.
/// </summary>
public interface IEndpointTurn
{
    /// <summary>Lets the endpoint take a notice.</summary>
    /// <param name="notice">The notice.</param>
    /// <returns>
    /// What it says; each is passed on to its call within the turn, or given to <see cref="SayLater"/>. Null when it cannot take the
    /// notice now, because a write about the same participation is under way.
    /// </returns>
    /// <exception cref="IOException">The store cannot be read; the notice was not taken.</exception>
    /// <exception cref="InvalidDataException">What is stored cannot be understood; the notice was not taken.</exception>
    IReadOnlyList<AddressedSignal>? Take(EndpointNotice notice);

    /// <summary>Has something said to a call that is not in the turn, once the turn is stored.</summary>
    /// <param name="signal">What, and to which call.</param>
    void SayLater(AddressedSignal signal);

    /// <summary>What is to be stored with the calls, in one atomic write.</summary>
    IReadOnlyList<AttachmentChange> Changes();

    /// <summary>The write ended, or there was none. Called once, by any thread.</summary>
    /// <param name="fault">Null when all is stored; otherwise nothing of it counts, and the calls give their notices again.</param>
    void Ended(Exception? fault);
}
