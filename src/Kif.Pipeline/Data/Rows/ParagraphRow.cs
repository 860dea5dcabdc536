using System.Text.Json;

namespace Kif;

/// <summary>
/// Questions on a text, as SQuAD has them: context, question, and answers of which the first is learned and all count; in a table, or nested in paragraphs.
/// </summary>
internal static class ParagraphRow
{
    /// <summary>Returns the examples of an article with <c>paragraphs</c>; null if the row is none.</summary>
    /// <exception cref="RowException">A paragraph or a question is malformed.</exception>
    public static IEnumerable<Example>? Questions(JsonElement row, string id)
    {
        if (!row.TryGetProperty("paragraphs", out JsonElement paragraphs) || paragraphs.ValueKind != JsonValueKind.Array) return null;
        var all = new List<Example>();
        foreach (JsonElement paragraph in paragraphs.EnumerateArray())
        {
            JsonElement list = paragraph.ValueKind == JsonValueKind.Object && paragraph.TryGetProperty("qas", out JsonElement qas) ? qas : default;
            if (list.ValueKind != JsonValueKind.Array) throw new RowException("a paragraph without 'qas'", "a paragraph has no list of questions 'qas'");
            string context = RowField.Text(RowField.Get(paragraph, "context"), "context");
            foreach (JsonElement question in list.EnumerateArray())
                all.Add(Of(question, context, question.TryGetProperty("id", out JsonElement own) && RowField.TextOrNull(own) is { } text ? text
                    : $"{id}.{all.Count + 1}"));
        }
        return all;
    }

    /// <summary>Returns the example of a row with question and <c>answers</c>; null if the row is none.</summary>
    /// <exception cref="RowException">The question has no answer.</exception>
    public static Example? Answered(JsonElement row, string id)
    {
        if (!row.TryGetProperty("question", out _) || !row.TryGetProperty("answers", out JsonElement answers)
            || answers.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return null;
        return Of(row, RowField.Has(row, "context") ? RowField.Text(row.GetProperty("context"), "context") : "", id);
    }

    private static Example Of(JsonElement row, string context, string id)
    {
        string question = RowField.NotEmpty(RowField.Text(RowField.Get(row, "question"), "question"), "question");
        JsonElement answers = RowField.Get(row, "answers");
        string[] texts = [.. (answers.ValueKind == JsonValueKind.Array ? answers.EnumerateArray().SelectMany(Texts) : Texts(answers)).Distinct()];
        if (texts.Length == 0) throw new RowException("a question without an answer", "'answers' is empty: the question has no answer to learn");
        return new(string.IsNullOrWhiteSpace(context) ? question : $"{context}\n{question}", RowField.NotEmpty(texts[0], "answers"), id) { References = texts };
    }

    private static IEnumerable<string> Texts(JsonElement answer) => answer.ValueKind switch
    {
        JsonValueKind.Object => Texts(RowField.Get(answer, "text")),
        JsonValueKind.Array => answer.EnumerateArray().SelectMany(Texts),
        _ => [RowField.Text(answer, "answers")],
    };
}
