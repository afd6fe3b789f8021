namespace CallGrains.Gateway.Hosting;

/// <summary>A configured value cannot be used; the message names key and value, and the process does not start.</summary>
public sealed class ConfigurationFaultException : Exception
{
    /// <summary>A fault.</summary>
    /// <param name="message">One line with key, value and what is allowed.</param>
    public ConfigurationFaultException(string message)
        : base(message)
    {
    }

    /// <summary>A fault that another one brought to light.</summary>
    /// <param name="message">One line with key, value and what is allowed.</param>
    /// <param name="cause">The other one.</param>
    public ConfigurationFaultException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
