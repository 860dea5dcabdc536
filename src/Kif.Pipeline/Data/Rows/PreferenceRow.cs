using System.Text.Json;

namespace Kif;

/// <summary>A pair of a chosen and a rejected answer: the chosen one is learned, the rejected one is not read.</summary>
internal static class PreferenceRow
{
    // The sign before answers within a text, as the first such data sets have it.
    private const string Turn = "Assistant:";

    /// <summary>Whether a row is such a pair.</summary>
    public static bool Is(JsonElement row) => row.TryGetProperty("chosen", out _) && row.TryGetProperty("rejected", out _);

    /// <summary>Reads the example of a row.</summary>
    /// <exception cref="RowException">There is no question, or a value has another form.</exception>
    public static Example Read(JsonElement row, string id, Action<string> note)
    {
        note("of pairs of a chosen and a rejected answer, only the chosen one is learned; nothing is learned from the rejected one");
        JsonElement chosen = row.GetProperty("chosen");
        bool prompted = row.TryGetProperty("prompt", out JsonElement prompt) && prompt.ValueKind != JsonValueKind.Null;
        if (ChatRow.IsTurns(chosen))
            return ChatRow.Read(row, prompted && ChatRow.IsTurns(prompt) && chosen.GetArrayLength() == 1
                ? prompt.EnumerateArray().Concat(chosen.EnumerateArray())
                : chosen.EnumerateArray(), id);
        string text = RowField.NotEmpty(RowField.Text(chosen, "chosen"), "chosen");
        if (prompted) return new(RowField.NotEmpty(RowField.Text(prompt, "prompt"), "prompt"), text, id);
        int turn = text.LastIndexOf(Turn, StringComparison.Ordinal);
        if (turn <= 0)
            throw new RowException("a chosen answer without a question",
                $"there is no 'prompt' among the fields {RowField.Names(row)}, and no '{Turn}' in 'chosen' before the answer");
        return new(text[..(turn + Turn.Length)], RowField.NotEmpty(text[(turn + Turn.Length)..].Trim(), "chosen"), id);
    }
}
