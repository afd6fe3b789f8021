namespace CallGrains.Delivery.Options;

/// <summary>Between what a time in the configuration must be: what is beyond overflows somewhere, or waits for what never comes.</summary>
internal static class TimeRange
{
    /// <summary>Checks one.</summary>
    /// <param name="key">Its whole key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="least">The least it may be.</param>
    /// <param name="most">The most it may be.</param>
    /// <exception cref="ArgumentException">It is not; the message is one line.</exception>
    public static void Check(string key, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
            throw new ArgumentException($"{key} is '{value}'; it is {least} to {most}.");
    }
}
