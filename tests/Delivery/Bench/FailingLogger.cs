using Microsoft.Extensions.Logging;

namespace CallGrains.Delivery.Bench;

/// <summary>A logger whose disk is full for a while.</summary>
/// <param name="faults">How often it fails.</param>
internal sealed class FailingLogger<T>(int faults) : ILogger<T>
{
    private int _faults = faults;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (Interlocked.Decrement(ref _faults) >= 0)
            throw new IOException("The disk is full.");
    }
}
