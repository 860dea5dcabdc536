using System.Text;
using System.Text.Json;

namespace Kif;

/// <summary>
/// A question with lettered choices: a list and the letter of the right one (as class numbers with the names A to D show it), or texts and labels and
/// <c>answerKey</c>. The choices follow the question, a line each, and the letter is the answer.
/// </summary>
internal static class ChoiceRow
{
    private static readonly string[] Answers = ["answer", "answerKey", "label"];

    /// <summary>Returns the example of a row; null if the row is none, or if its answer is the text of a choice.</summary>
    /// <exception cref="RowException">The answer is none of the labels.</exception>
    public static Example? Read(JsonElement row, string id)
    {
        if (!RowField.HasText(row, "question") || !row.TryGetProperty("choices", out JsonElement choices)) return null;
        if (Answers.FirstOrDefault(a => row.TryGetProperty(a, out JsonElement v) && v.ValueKind == JsonValueKind.String) is not { } name) return null;
        string answer = RowField.NotEmpty(RowField.Text(row.GetProperty(name), name), name);
        (string[] Labels, string[] Texts)? lettered = choices.ValueKind switch
        {
            JsonValueKind.Object when choices.TryGetProperty("label", out JsonElement l) && choices.TryGetProperty("text", out JsonElement t) =>
                (List(l), List(t)),
            JsonValueKind.Array => ([.. choices.EnumerateArray().Select((_, i) => ((char)('A' + i)).ToString())], List(choices)),
            _ => null,
        };
        if (lettered is not var (labels, texts) || texts.Length == 0 || labels.Length != texts.Length) return null;
        if (!labels.Contains(answer))
            return texts.Contains(answer) || choices.ValueKind == JsonValueKind.Array ? null
                : throw new RowException($"'{name}' is none of the choices",
                $"'{name}' is '{answer}', which is none of the choices {string.Join(", ", labels)}");
        if (choices.ValueKind == JsonValueKind.Array && texts.Contains(answer)) return null;
        var question = new StringBuilder(RowField.Text(row.GetProperty("question"), "question"));
        foreach ((string label, string text) in labels.Zip(texts)) question.Append('\n').Append(label).Append(". ").Append(text);
        return new(question.Append("\nAnswer:").ToString(), answer, id) { Choices = labels };
    }

    private static string[] List(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(t => RowField.TextOrNull(t) is not null)
        ? [.. list.EnumerateArray().Select(t => RowField.TextOrNull(t)!)] : [];
}

/// <summary>A text in two languages: the first is the question, the second the answer.</summary>
internal static class TranslationRow
{
    /// <summary>Returns the example of a row; null if the row is none.</summary>
    /// <exception cref="RowException">It does not have two languages.</exception>
    public static Example? Read(JsonElement row, string id, Action<string> note)
    {
        if (!row.TryGetProperty("translation", out JsonElement texts) || texts.ValueKind != JsonValueKind.Object) return null;
        JsonProperty[] languages = [.. texts.EnumerateObject().Where(l => l.Value.ValueKind == JsonValueKind.String)];
        if (languages.Length != 2)
            throw new RowException("a translation of other than two languages",
                $"the translation has the languages {RowField.Names(texts)}; --columns input=translation.de,output=translation.en names two");
        (string from, string to) = (languages[0].Name, languages[1].Name);
        (string source, string target) = (DisplayText.Of(from), DisplayText.Of(to));
        note($"'translation' is learned from '{source}' to '{target}'; --columns input=translation.{target},output=translation.{source} turns it round");
        return new(RowField.NotEmpty(languages[0].Value.GetString()!, from), RowField.NotEmpty(languages[1].Value.GetString()!, to), id);
    }
}
