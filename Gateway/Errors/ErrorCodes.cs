namespace CallGrains.Gateway.Errors;

/// <summary>The values of <c>error.code</c> the gateway itself gives (AUTH section 5); a call gives its own in refusals.</summary>
public static class ErrorCodes
{
    /// <summary>An argument is missing, malformed or out of range; with 400, 413 and 415.</summary>
    public const string InvalidArgument = "8523";

    /// <summary>What was named does not exist; with 404.</summary>
    public const string NotFound = "8522";

    /// <summary>The call is not established; with 400.</summary>
    public const string NotEstablished = "8501";

    /// <summary>The operation or method is not supported; with 405.</summary>
    public const string NotSupported = "8520";

    /// <summary>What is there stands against it; with 409.</summary>
    public const string Conflict = "8519";

    /// <summary>The request is outside the window in which it can be repeated; with 412.</summary>
    public const string PreconditionFailed = "8583";

    /// <summary>Too many requests; with 429.</summary>
    public const string Throttled = "8516";

    /// <summary>The token is missing or not valid; with 401.</summary>
    public const string InvalidToken = "7501";

    /// <summary>The HMAC signature is not valid; with 401.</summary>
    public const string InvalidSignature = "7509";

    /// <summary>A fault of the engine; with 500.</summary>
    public const string Internal = "9999";
}
