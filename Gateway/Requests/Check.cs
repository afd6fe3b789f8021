using System.Diagnostics.CodeAnalysis;
using CallGrains.Gateway.Errors;

namespace CallGrains.Gateway.Requests;

/// <summary>The checks that many fields share. Each ends the request with 400 naming the field.</summary>
internal static class Check
{
    /// <summary>The value, which must be there.</summary>
    public static T Given<T>([NotNull] T? value, string field)
        where T : class => value ?? throw Missing(field);

    /// <summary>A text that must be there, not empty and not too long.</summary>
    public static string Text([NotNull] string? value, string field, int maxLength = RequestLimits.MaxText)
    {
        if (string.IsNullOrEmpty(value))
            throw Missing(field);

        return OptionalText(value, field, maxLength);
    }

    /// <summary>A text that may be missing, not too long.</summary>
    [return: NotNullIfNotNull(nameof(value))]
    public static string? OptionalText(string? value, string field, int maxLength = RequestLimits.MaxText) =>
        value is null || value.Length <= maxLength
            ? value
            : throw RequestRefusedException.Invalid(field, $"The value has {value.Length} characters; at most {maxLength} are allowed.");

    /// <summary>An <c>operationContext</c>.</summary>
    public static string? OperationContext(string? value) =>
        OptionalText(value, "operationContext", RequestLimits.MaxOperationContext);

    /// <summary>A display name.</summary>
    public static string? DisplayName(string? value, string field = "sourceDisplayName") =>
        OptionalText(value, field, RequestLimits.MaxDisplayName);

    /// <summary>One of a few words; null when missing.</summary>
    public static string? Word(string? value, string field, params ReadOnlySpan<string> allowed) =>
        value is null || allowed.Contains(value)
            ? value
            : throw RequestRefusedException.Invalid(field, $"The value is not one of {string.Join(", ", allowed!)}.");

    /// <summary>A list that must be there and have 1 to <paramref name="most"/> entries, none of them null.</summary>
    public static IReadOnlyList<T> Entries<T>([NotNull] IReadOnlyList<T?>? list, string field, int most)
        where T : class
    {
        if (list is null)
            throw Missing(field);
        if (list.Count == 0)
            throw RequestRefusedException.Invalid(field, "The list is empty; at least one entry is required.");
        if (list.Count > most)
            throw RequestRefusedException.Invalid(field, $"The list has {list.Count} entries; at most {most} are allowed.");

        for (var i = 0; i < list.Count; i++)
            _ = Given(list[i], $"{field}[{i}]");

        return list!;
    }

    private static RequestRefusedException Missing(string field) => RequestRefusedException.Invalid(field, "The field is required.");
}
