namespace CallGrains.Delivery.Destinations;

/// <summary>A name resolved to no address that callbacks may go to. Not worth another try by itself.</summary>
public sealed class DestinationRefusedException : Exception
{
    /// <summary>Without a reason.</summary>
    public DestinationRefusedException()
    {
    }

    /// <summary>With the reason.</summary>
    /// <param name="message">The reason, fit for the delivery log.</param>
    public DestinationRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>With the reason and a cause.</summary>
    /// <param name="message">The reason, fit for the delivery log.</param>
    /// <param name="innerException">The cause.</param>
    public DestinationRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
