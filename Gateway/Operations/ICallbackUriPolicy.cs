namespace CallGrains.Gateway.Operations;

/// <summary>Says whether callbacks may go to an address, as far as can be told from its text.</summary>
public interface ICallbackUriPolicy
{
    /// <summary>Judges an address.</summary>
    /// <param name="uri">What the client sent.</param>
    /// <returns>What is wrong with it, or null.</returns>
    string? Problem(string uri);
}
