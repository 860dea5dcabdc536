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
        new("text", "label"),
        new("sentence1", "label", "sentence2"),
        new("premise", "label", "hypothesis"),
    ];

    /// <summary>The names of answers, the likeliest first.</summary>
    public static IReadOnlyList<string> Answers { get; } = [.. All.Select(l => l.Answer).Distinct()];

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

    /// <summary>Returns the question of a row, and on a new line the text that follows it.</summary>
    /// <exception cref="RowException">One of them is no text, or the question is empty.</exception>
    public string Join(JsonElement row)
    {
        string question = RowField.NotEmpty(RowField.Text(RowField.Get(row, Question), Question), Question);
        if (Context is not { } name || !RowField.Has(row, name)) return question;
        string context = RowField.Text(RowField.Get(row, name), name);
        return string.IsNullOrWhiteSpace(context) ? question : $"{question}\n{context}";
    }

    private static RowException Missing(JsonElement row)
    {
        if (row.EnumerateObject().FirstOrDefault(p => ChatRow.Names.Contains(p.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } chat)
            return new("a chat without turns", $"'{chat.Name}' is {RowField.Kind(chat.Value)} that has no turns with role and content, or from and value");
        if (row.TryGetProperty("text", out _))
            return new("a text without an answer",
                $"the fields {RowField.Names(row)} have a text and no answer to learn; --columns input=…,output=… names the columns "
                + "of question and answer");
        // A plain layout is the better guess: its question may also be another one's context.
        foreach (RowLayout layout in All.OrderBy(l => l.Context is not null))
            if (row.TryGetProperty(layout.Question, out _) || row.TryGetProperty(layout.Answer, out _))
            {
                string missing = row.TryGetProperty(layout.Question, out _) ? layout.Answer : layout.Question;
                return new($"there is no '{missing}'", $"there is no '{missing}' among the fields {RowField.Names(row)}");
            }
        return new("no question and answer", $"no fields of a question and an answer are among {RowField.Names(row)}; known are {Known}");
    }
}
