namespace CallGrains.Gateway.Errors;

/// <summary>The body of every refusal (<c>CommunicationErrorResponse</c>).</summary>
/// <param name="Error">What is wrong.</param>
public sealed record ErrorResponse(ErrorDetail Error);

/// <summary>What is wrong (<c>CommunicationError</c>).</summary>
/// <param name="Code">The code, see <see cref="ErrorCodes"/>.</param>
/// <param name="Message">What is wrong, for people.</param>
/// <param name="Target">What it is about: the path of a field, a header, a query parameter, or <c>body</c>.</param>
public sealed record ErrorDetail(string Code, string Message, string? Target);
