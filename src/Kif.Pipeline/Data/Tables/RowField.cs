using System.Text.Json;

namespace Kif;

/// <summary>Reads single fields of rows as text: numbers and booleans are the text that JSON shows.</summary>
internal static class RowField
{
    /// <summary>The name under which <see cref="JsonRows"/> keeps a number that JSON lacks, such as NaN.</summary>
    public const string NotFinite = "$number";

    /// <summary>The name under which a class number that has no name, e.g. -1 for a label that is kept back, is kept.</summary>
    public const string NoClass = "$class";

    /// <summary>The name under which bytes that are no text, or a value of a type that is not read, are kept.</summary>
    public const string Unread = "$unread";

    /// <summary>The kind of fault of a class number that has no name.</summary>
    public const string NoClassFault = "a class number that has no name";

    /// <summary>Returns the names of a row's fields as a user reads them.</summary>
    public static string Names(JsonElement row) =>
        string.Join(", ", row.EnumerateObject().Select(p => $"'{p.Name}'")) is { Length: > 0 } names ? names : "none";

    /// <summary>Whether a row has a value in a field; null and NaN, which stand for a missing value, are none.</summary>
    public static bool Has(JsonElement row, string name) => row.TryGetProperty(name, out JsonElement value) && !IsMissing(value);

    /// <summary>Whether a row has a value in a field that is no empty text, which stands for a missing value too.</summary>
    public static bool HasText(JsonElement row, string name) =>
        Has(row, name) && !(TextOrNull(row.GetProperty(name)) is { } text && string.IsNullOrWhiteSpace(text));

    /// <summary>Returns a field that a row needs.</summary>
    /// <exception cref="RowException">The row lacks it or has it twice.</exception>
    public static JsonElement Get(JsonElement row, string name)
    {
        if (!row.TryGetProperty(name, out JsonElement value))
            throw new RowException($"there is no '{name}'",
                $"there is no '{name}' among the fields {Names(row)}");
        return row.EnumerateObject().Count(p => p.NameEquals(name)) == 1 ? value : throw new RowException($"'{name}' is there twice");
    }

    /// <summary>Returns a value's text.</summary>
    /// <exception cref="RowException">The value is none, an object or a list, or has half of a surrogate pair.</exception>
    public static string Text(JsonElement value, string name) => TextOrNull(value)
        ?? throw (value.ValueKind == JsonValueKind.String ? new RowException($"'{name}' has half of a surrogate pair")
            : value.ValueKind == JsonValueKind.Object && value.TryGetProperty(NoClass, out JsonElement number)
                ? new RowException(NoClassFault, $"'{name}' is {number}, which no class has: the answer is kept back, or the number is wrong")
            : new RowException($"'{name}' must be a text", $"'{name}' must be a text, not {Kind(value)}"));

    /// <summary>Returns a value's text; null if it has none.</summary>
    public static string? TextOrNull(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) return value.GetRawText();
        if (value.ValueKind != JsonValueKind.String) return null;
        try { return value.GetString(); }
        catch (InvalidOperationException) { return null; }
    }

    /// <exception cref="RowException">The text has nothing but white space.</exception>
    public static string NotEmpty(string text, string name) => !string.IsNullOrWhiteSpace(text) ? text : throw new RowException($"'{name}' is empty");

    /// <summary>Names a value in messages.</summary>
    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.TryGetProperty(NotFinite, out JsonElement number) ? number.ToString()
            : value.TryGetProperty(NoClass, out number) ? $"the number {number}, which has no class name"
            : value.TryGetProperty(Unread, out number) ? number.ToString() : "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => $"the number {value.GetRawText()}",
        _ => value.GetRawText(),
    };

    private static bool IsMissing(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || value.ValueKind == JsonValueKind.Object && value.TryGetProperty(NotFinite, out _);
}

/// <summary>The error of a row that is not an example.</summary>
/// <param name="kind">The fault without the row's own values: rows of one kind are told together.</param>
/// <param name="message">The fault, the value and the allowed values; null for the kind itself.</param>
internal sealed class RowException(string kind, string? message = null) : FormatException(message ?? kind)
{
    /// <summary>The fault without the row's own values.</summary>
    public string Kind { get; } = kind;
}
