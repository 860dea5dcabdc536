using System.Text.Json;

namespace Kif;

/// <summary>Reads an example from one row; its fields determine its format.</summary>
/// <param name="Definition">The task's definition (Super-NaturalInstructions), or null.</param>
/// <param name="Labels">The allowed labels (O-LoRA), or null.</param>
internal sealed record TaskRowFormat(string? Definition = null, IReadOnlyList<string>? Labels = null)
{
    /// <summary>Reads the example of a row.</summary>
    /// <exception cref="FormatException">The row is not an example; the message gives the reason.</exception>
    public Example Read(JsonElement row, int number)
    {
        if (row.ValueKind != JsonValueKind.Object) throw new FormatException($"an object with 'input' and 'output' is needed, not {Kind(row)}");
        string id = !row.TryGetProperty("id", out JsonElement given) ? $"{number}"
            : given.ValueKind == JsonValueKind.Number ? given.GetRawText() : Text(given, "id");
        if (Definition is null && row.TryGetProperty("sentence", out JsonElement sentence))
            return new(Prompt(NotEmpty(Text(sentence, "sentence"), "sentence")), Label(row), id) { Choices = Labels ?? [] };
        string[] outputs = Outputs(Field(row, "output"));
        return new(Input(row), outputs[0], id) { References = outputs, Choices = TaskRowExtras.Choices(row), Dialogue = TaskRowExtras.Dialogue(row) };
    }

    /// <summary>Returns the correct answers; the first must not be empty, later empty ones are skipped.</summary>
    private static string[] Outputs(JsonElement output)
    {
        if (output.ValueKind != JsonValueKind.Array) return [NotEmpty(Text(output, "output"), "output")];
        string[] all = [.. output.EnumerateArray().Select(o => Text(o, "output"))];
        if (all.Length == 0) throw new FormatException("'output' is an empty list");
        return [NotEmpty(all[0], "output"), .. all.Skip(1).Where(o => !string.IsNullOrWhiteSpace(o))];
    }

    /// <summary>Returns definition and input as in algorithms.md 12.2; instruction, newline, input; or the input unchanged.</summary>
    private string Input(JsonElement row)
    {
        string input = Text(Field(row, "input"), "input");
        if (Definition is not null) return $"Definition: {Definition}\n\nInput: {NotEmpty(input, "input")}\n\nOutput:";
        if (!row.TryGetProperty("instruction", out JsonElement field)) return NotEmpty(input, "input");
        string instruction = NotEmpty(Text(field, "instruction"), "instruction");
        return string.IsNullOrWhiteSpace(input) ? instruction : $"{instruction}\n{input}";
    }

    /// <summary>Returns the unchanged sentence, then the options if the folder lists them, then the question.</summary>
    private string Prompt(string sentence) => Labels is null ? $"{sentence}\nAnswer:" : $"{sentence}\nOption: {string.Join(", ", Labels)}\nAnswer:";

    private string Label(JsonElement row)
    {
        string label = NotEmpty(Text(Field(row, "label"), "label"), "label");
        return Labels?.Contains(label) != false ? label : throw new FormatException(UnknownName.Message("label", label, Labels));
    }

    private static JsonElement Field(JsonElement row, string name) =>
        row.TryGetProperty(name, out JsonElement value) ? value
        : throw new FormatException($"there is no '{name}' among the fields {string.Join(", ", row.EnumerateObject().Select(p => $"'{p.Name}'"))}");

    private static string Text(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String) throw new FormatException($"'{name}' must be a text, not {Kind(value)}");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new FormatException($"'{name}' has half of a surrogate pair");
        }
    }

    private static string NotEmpty(string text, string name) => !string.IsNullOrWhiteSpace(text) ? text : throw new FormatException($"'{name}' is empty");

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => $"the number {value.GetRawText()}",
        _ => value.GetRawText(),
    };
}

/// <summary>Reads the optional fields of a row beside input and output. Fields of another form are ignored, like unknown ones.</summary>
internal static class TaskRowExtras
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
