using System.Text.Json;

namespace Kif;

/// <summary>Reads an example from one row; its fields determine its layout.</summary>
/// <param name="Definition">The task's definition (Super-NaturalInstructions), or null.</param>
/// <param name="Labels">The allowed labels (O-LoRA), or null.</param>
internal sealed record TaskRowFormat(string? Definition = null, IReadOnlyList<string>? Labels = null)
{
    /// <summary>Reads the example of a row.</summary>
    /// <exception cref="RowException">The row is not an example; the message gives the reason.</exception>
    public Example Read(JsonElement row, int number)
    {
        if (row.ValueKind != JsonValueKind.Object)
            throw new RowException("an object is needed", $"an object with 'input' and 'output' is needed, not {RowField.Kind(row)}");
        // An id is only shown: where it is no text, the row's number is as good.
        string id = row.TryGetProperty("id", out JsonElement given) && RowField.TextOrNull(given) is { } text ? text : $"{number}";
        RowLayout layout = Definition is not null ? RowLayout.Plain : RowLayout.Of(row);
        if (layout == RowLayout.Labeled)
            return new(Prompt(RowField.NotEmpty(RowField.Text(RowField.Get(row, "sentence"), "sentence"), "sentence")), Label(row), id)
                { Choices = Labels ?? [] };
        JsonElement answer = RowField.Get(row, layout.Answer);
        string[] outputs = Outputs(answer, layout.Answer), choices = TaskRowExtras.Choices(row);
        if (answer.ValueKind == JsonValueKind.Number && choices.Length > 0 && !choices.Contains(outputs[0]))
            throw new RowException($"'{layout.Answer}' is none of the choices",
                $"'{layout.Answer}' is {outputs[0]}, which is none of the choices; write the right choice as a text");
        return new(Input(row, layout), outputs[0], id) { References = outputs, Choices = choices, Dialogue = TaskRowExtras.Dialogue(row) };
    }

    /// <summary>Returns the correct answers; the first must not be empty, later empty ones are skipped.</summary>
    private static string[] Outputs(JsonElement output, string name)
    {
        if (output.ValueKind != JsonValueKind.Array) return [RowField.NotEmpty(RowField.Text(output, name), name)];
        string[] all = [.. output.EnumerateArray().Select(o => RowField.Text(o, name))];
        if (all.Length == 0) throw new RowException($"'{name}' is an empty list");
        return [RowField.NotEmpty(all[0], name), .. all.Skip(1).Where(o => !string.IsNullOrWhiteSpace(o))];
    }

    /// <summary>Returns definition and input as in algorithms.md 12.2; question, newline, context; or the question unchanged.</summary>
    private string Input(JsonElement row, RowLayout layout)
    {
        string question = RowField.NotEmpty(RowField.Text(RowField.Get(row, layout.Question), layout.Question), layout.Question);
        if (Definition is not null) return $"Definition: {Definition}\n\nInput: {question}\n\nOutput:";
        if (layout.Context is not { } name || !RowField.Has(row, name)) return question;
        string context = RowField.Text(RowField.Get(row, name), name);
        return string.IsNullOrWhiteSpace(context) ? question : $"{question}\n{context}";
    }

    /// <summary>Returns the unchanged sentence, then the options if the folder lists them, then the question.</summary>
    private string Prompt(string sentence) => Labels is null ? $"{sentence}\nAnswer:" : $"{sentence}\nOption: {string.Join(", ", Labels)}\nAnswer:";

    private string Label(JsonElement row)
    {
        string label = RowField.NotEmpty(RowField.Text(RowField.Get(row, "label"), "label"), "label");
        return Labels?.Contains(label) != false ? label : throw new RowException("unknown label", UnknownName.Message("label", label, Labels));
    }
}

/// <summary>Reads the optional fields of a row beside question and answer. Fields of another form are ignored, like unknown ones.</summary>
internal static class TaskRowExtras
{
    /// <summary>Returns the texts of the list <c>choices</c>; none if there is no such list.</summary>
    public static string[] Choices(JsonElement row) =>
        row.TryGetProperty("choices", out JsonElement list) && list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(c => Text(c) is not null)
            ? [.. list.EnumerateArray().Select(c => Text(c)!)]
            : [];

    /// <summary>Returns the fields <c>dialogue</c>, <c>turn</c> and <c>slot</c>; null unless all three exist.</summary>
    public static DialogueSlot? Dialogue(JsonElement row) =>
        row.TryGetProperty("dialogue", out JsonElement dialogue) && Text(dialogue) is { } name && row.TryGetProperty("slot", out JsonElement slot)
        && Text(slot) is { } asked && row.TryGetProperty("turn", out JsonElement turn) && turn.ValueKind == JsonValueKind.Number
        && turn.TryGetInt32(out int index)
            ? new(name, index, asked)
            : null;

    private static string? Text(JsonElement value) => RowField.TextOrNull(value) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
}
