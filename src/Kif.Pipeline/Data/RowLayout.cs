using System.Text.Json;

namespace Kif;

/// <summary>The names of the fields in which rows of one layout have question and answer.</summary>
/// <param name="Question">The field of the question.</param>
/// <param name="Answer">The field of the answer.</param>
/// <param name="Context">The field of a text that follows the question on a new line, which a row may lack; null for none.</param>
internal sealed record RowLayout(string Question, string Answer, string? Context = null)
{
    /// <summary>The layout of common benchmarks, also inside a task of Super-NaturalInstructions.</summary>
    public static RowLayout Plain { get; } = new("input", "output");

    /// <summary>The layout of O-LoRA, whose prompts have a form of their own.</summary>
    public static RowLayout Labeled { get; } = new("sentence", "label");

    /// <summary>All layouts; the first one whose question and answer a row has is the row's.</summary>
    public static IReadOnlyList<RowLayout> All { get; } =
    [
        Labeled,
        new("instruction", "output", "input"),
        Plain,
        new("input", "target"),
        new("inputs", "targets"),
        new("instruction", "response", "context"),
        new("prompt", "completion"),
        new("prompt", "answer"),
        new("prompt", "response"),
        new("question", "answer", "context"),
    ];

    /// <summary>The layouts as a user reads them.</summary>
    public static string Known { get; } =
        string.Join("; ", All.Select(l => $"{l.Question} and {l.Answer}" + (l.Context is null ? "" : $" (with {l.Context})")));

    /// <summary>Returns the layout of a row.</summary>
    /// <exception cref="RowException">It has none; the message names the field that is missing.</exception>
    public static RowLayout Of(JsonElement row) =>
        All.FirstOrDefault(l => RowField.HasText(row, l.Question) && RowField.Has(row, l.Answer))
        ?? All.FirstOrDefault(l => row.TryGetProperty(l.Question, out _) && row.TryGetProperty(l.Answer, out _))
        ?? throw Missing(row);

    /// <summary>Whether an object has a question and an answer, of whatever type.</summary>
    public static bool Fits(JsonElement row) => All.Any(l => row.TryGetProperty(l.Question, out _) && row.TryGetProperty(l.Answer, out _));

    private static RowException Missing(JsonElement row)
    {
        string fields = string.Join(", ", row.EnumerateObject().Select(p => $"'{p.Name}'"));
        // A plain layout is the better guess: its question may also be another one's context.
        foreach (RowLayout layout in All.OrderBy(l => l.Context is not null))
            if (row.TryGetProperty(layout.Question, out _) || row.TryGetProperty(layout.Answer, out _))
            {
                string missing = row.TryGetProperty(layout.Question, out _) ? layout.Answer : layout.Question;
                return new($"there is no '{missing}'", $"there is no '{missing}' among the fields {fields}");
            }
        return new("no question and answer", $"no fields of a question and an answer are among {(fields.Length > 0 ? fields : "none")}; known are {Known}");
    }
}

/// <summary>Reads single fields of rows as text: numbers and booleans are the text that JSON shows.</summary>
internal static class RowField
{
    /// <summary>The name under which <see cref="JsonRows"/> keeps a number that JSON lacks, such as NaN.</summary>
    public const string NotFinite = "$number";

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
                $"there is no '{name}' among the fields {string.Join(", ", row.EnumerateObject().Select(p => $"'{p.Name}'"))}");
        return row.EnumerateObject().Count(p => p.NameEquals(name)) == 1 ? value : throw new RowException($"'{name}' is there twice");
    }

    /// <summary>Returns a value's text.</summary>
    /// <exception cref="RowException">The value is none, an object or a list, or has half of a surrogate pair.</exception>
    public static string Text(JsonElement value, string name) => TextOrNull(value)
        ?? throw (value.ValueKind == JsonValueKind.String ? new RowException($"'{name}' has half of a surrogate pair")
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
        JsonValueKind.Object => value.TryGetProperty(NotFinite, out JsonElement number) ? number.ToString() : "an object",
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
