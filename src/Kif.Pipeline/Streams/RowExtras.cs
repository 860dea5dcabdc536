using System.Text.Json;

namespace Kif.Pipeline.Streams;

/// <summary>Reads the optional fields of a row beside input and output. Fields of another form are ignored, like unknown ones.</summary>
internal static class RowExtras
{
    /// <summary>Returns the texts of the list <c>choices</c>; none if there is no such list.</summary>
    public static string[] Choices(JsonElement row) =>
        row.TryGetProperty("choices", out JsonElement list) && list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(IsText)
            ? [.. list.EnumerateArray().Select(c => c.GetString()!)]
            : [];

    /// <summary>Returns the fields <c>dialogue</c>, <c>turn</c> and <c>slot</c>; null unless all three exist.</summary>
    public static DialogueSlot? Dialogue(JsonElement row) =>
        row.TryGetProperty("dialogue", out JsonElement dialogue) && IsText(dialogue) && row.TryGetProperty("slot", out JsonElement slot) && IsText(slot)
        && row.TryGetProperty("turn", out JsonElement turn) && turn.ValueKind == JsonValueKind.Number && turn.TryGetInt32(out int index)
            ? new(dialogue.GetString()!, index, slot.GetString()!)
            : null;

    private static bool IsText(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return false;
        try
        {
            return value.GetString() is { } text && !string.IsNullOrWhiteSpace(text);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
