namespace CallGrains.Gateway.Auth;

/// <summary>Why a request is not let in; answered 401.</summary>
/// <param name="Code">The code, see <see cref="Errors.ErrorCodes"/>.</param>
/// <param name="Message">What is wrong, for people.</param>
/// <param name="Target">The header that is wrong.</param>
internal sealed record AccessFault(string Code, string Message, string Target);
