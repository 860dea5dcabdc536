using System.Text.Json;

namespace Kif;

/// <summary>Reads the examples of rows; the fields of a row determine its layout.</summary>
/// <param name="Definition">The task's definition (Super-NaturalInstructions), or null.</param>
/// <param name="Labels">The allowed labels (O-LoRA), or null.</param>
internal sealed record TaskRowFormat(string? Definition = null, IReadOnlyList<string>? Labels = null)
{
    /// <summary>The most characters of a question, an answer and a conversation: 8 Mi, those of more than a million tokens.</summary>
    public const int MostCharacters = 1 << 23;

    /// <summary>Which columns are question and answer, as a user says it. Default: nothing is said.</summary>
    public RowColumns Columns { get; init; } = RowColumns.None;

    /// <summary>Receives what a user should be told of the rows.</summary>
    public Action<string> Note { get; init; } = _ => { };

    /// <summary>Whether an object is a row by its fields, and not a file of rows.</summary>
    public static bool IsRow(JsonElement row, RowColumns columns) => columns.Output is { } output ? row.TryGetProperty(output, out _)
        : RowLayout.Fits(row) || row.TryGetProperty("paragraphs", out _) || ChatRow.Turns(row) is not null || PreferenceRow.Is(row)
        || row.TryGetProperty("prompt", out JsonElement prompt) && ChatRow.IsTurns(prompt);

    /// <summary>Reads the example of a row; those of a paragraph of SQuAD, which has several questions.</summary>
    /// <exception cref="RowException">The row is not an example; the message gives the reason.</exception>
    public IEnumerable<Example> Read(JsonElement row, int number) => Examples(row, number).Select(Bounded);

    /// <summary>
    /// Returns an example whose texts are not too long: encoding takes up to a hundred bytes for each character, and what is beyond a model's longest text is
    /// cut away after all.
    /// </summary>
    /// <exception cref="RowException">One of them is.</exception>
    public static Example Bounded(Example example)
    {
        foreach ((string what, string? text) in new[] { ("question", example.Input), ("answer", example.Target), ("conversation", example.Chat) })
            if (text?.Length > MostCharacters)
                throw new RowException($"a {what} has more than {MostCharacters} characters",
                    $"the {what} has {text.Length} characters; at most {MostCharacters} are read, more than a model's longest text: shorten or split it");
        return example;
    }

    private IEnumerable<Example> Examples(JsonElement row, int number)
    {
        if (row.ValueKind != JsonValueKind.Object)
            throw new RowException("an object is needed", $"an object with 'input' and 'output' is needed, not {RowField.Kind(row)}");
        // An id is only shown: where it is no text, the row's number is as good.
        string id = row.TryGetProperty(Columns.Id ?? "id", out JsonElement given) && RowField.TextOrNull(given) is { } text ? text : $"{number}";
        if (Columns is { IsNone: false } and not { Input: null, Output: null, Prompt: null }) return [Said(row, id)];
        if (Definition is not null) return [Known(row, RowLayout.Plain, id)];
        if (ParagraphRow.Questions(row, id) is { } questions) return questions;
        if (PreferenceRow.Is(row)) return [PreferenceRow.Read(row, id, Note)];
        if (ChatRow.Turns(row) is { } turns) return [ChatRow.Read(row, turns.EnumerateArray(), id)];
        if (row.TryGetProperty("prompt", out JsonElement prompt) && ChatRow.IsTurns(prompt) && row.TryGetProperty("completion", out JsonElement completion)
            && ChatRow.IsTurns(completion)) return [ChatRow.Read(row, prompt.EnumerateArray().Concat(completion.EnumerateArray()), id)];
        return [ParagraphRow.Answered(row, id) ?? ChoiceRow.Read(row, id) ?? TranslationRow.Read(row, id, Note) ?? Known(row, RowLayout.Of(row), id)];
    }

    /// <summary>Returns the correct answers; the first must not be empty, later empty ones are skipped.</summary>
    /// <exception cref="RowException">There is none, or one is no text.</exception>
    public static string[] Outputs(JsonElement output, string name)
    {
        if (output.ValueKind == JsonValueKind.Object && output.TryGetProperty("text", out JsonElement texts)) output = texts;
        if (output.ValueKind != JsonValueKind.Array) return [RowField.NotEmpty(RowField.Text(output, name), name)];
        string[] all = [.. output.EnumerateArray().Select(o => RowField.Text(o, name))];
        if (all.Length == 0) throw new RowException($"'{name}' is an empty list");
        return [RowField.NotEmpty(all[0], name), .. all.Skip(1).Where(o => !string.IsNullOrWhiteSpace(o))];
    }

    private Example Said(JsonElement row, string id)
    {
        string name = Columns.Answer(row);
        string[] outputs = Outputs(RowPath.Get(row, name), name);
        return new(Columns.Question(row), outputs[0], id)
        {
            References = outputs, Choices = TaskRowExtras.Choices(row, Columns.Choices ?? "choices"), Dialogue = TaskRowExtras.Dialogue(row),
        };
    }

    private Example Known(JsonElement row, RowLayout layout, string id)
    {
        if (layout == RowLayout.Labeled)
            return new(Prompt(RowField.NotEmpty(RowField.Text(RowField.Get(row, "sentence"), "sentence"), "sentence")), Label(row), id)
                { Choices = Labels ?? [] };
        JsonElement answer = RowField.Get(row, layout.Answer);
        string[] outputs = Outputs(answer, layout.Answer), choices = TaskRowExtras.Choices(row, Columns.Choices ?? "choices");
        if (answer.ValueKind == JsonValueKind.Number && choices.Length > 0 && !choices.Contains(outputs[0]))
            throw new RowException($"'{layout.Answer}' is none of the choices",
                $"'{layout.Answer}' is {outputs[0]}, which is none of the choices; write the right choice as a text");
        string question = layout.Join(row);
        // As in algorithms.md 12.2.
        return new(Definition is null ? question : $"Definition: {Definition}\n\nInput: {question}\n\nOutput:", outputs[0], id)
            { References = outputs, Choices = choices, Dialogue = TaskRowExtras.Dialogue(row) };
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
    /// <summary>Returns the texts of a list of choices; none if there is no such list.</summary>
    public static string[] Choices(JsonElement row, string name) =>
        row.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(c => Text(c) is not null)
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
