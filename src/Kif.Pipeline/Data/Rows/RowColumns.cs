using System.Text.Json;

namespace Kif;

/// <summary>Which columns of a row are question and answer, as a user says it.</summary>
internal sealed record RowColumns
{
    private const string InputKey = "input", OutputKey = "output", IdKey = "id", ChoicesKey = "choices", PromptKey = "prompt";

    /// <summary>No word of a user: the names of the columns say the layout.</summary>
    public static RowColumns None { get; } = new();

    /// <summary>The column of the question. Default: null, for the one that a known layout has.</summary>
    public string? Input { get; private init; }

    /// <summary>The column of the answer. Default: null, for the one that a known layout has.</summary>
    public string? Output { get; private init; }

    /// <summary>The column of the id. Default: null, for <c>id</c>.</summary>
    public string? Id { get; private init; }

    /// <summary>The column of the list of choices. Default: null, for <c>choices</c>.</summary>
    public string? Choices { get; private init; }

    /// <summary>The prompt that is made of columns, instead of <see cref="Input"/>. Default: null.</summary>
    public PromptPattern? Prompt { get; private init; }

    /// <summary>Whether nothing is said.</summary>
    public bool IsNone => Input is null && Output is null && Prompt is null && Id is null && Choices is null;

    /// <summary>Reads what a user says.</summary>
    /// <param name="columns">Columns by what they are: input, output, id or choices; or the prompt.</param>
    /// <param name="prompt">The prompt; null for none.</param>
    /// <param name="setting">The setting, for messages.</param>
    /// <exception cref="CompositionException">A key is unknown, a name is empty, or both the input and a prompt are there.</exception>
    public static RowColumns Of(IReadOnlyDictionary<string, string> columns, string? prompt, string setting)
    {
        if (columns.Keys.FirstOrDefault(k => k is not (InputKey or OutputKey or IdKey or ChoicesKey or PromptKey)) is { } unknown)
            throw new CompositionException($"{setting}: " + UnknownName.Message("part of a row", unknown, [InputKey, OutputKey, IdKey, ChoicesKey, PromptKey]));
        if (columns.FirstOrDefault(c => c.Value.Length == 0).Key is { } empty) throw new CompositionException($"{setting}: {empty} names no column");
        prompt = columns.GetValueOrDefault(PromptKey) ?? prompt;
        if (prompt is not null && columns.ContainsKey(InputKey))
            throw new CompositionException($"{setting}: a prompt and the column of the input exclude each other; name the column in the prompt");
        return new()
        {
            Input = columns.GetValueOrDefault(InputKey), Output = columns.GetValueOrDefault(OutputKey), Id = columns.GetValueOrDefault(IdKey),
            Choices = columns.GetValueOrDefault(ChoicesKey), Prompt = prompt is null ? null : PromptPattern.Parse(prompt),
        };
    }

    /// <summary>Returns the question of a row.</summary>
    /// <exception cref="RowException">A column is not there, is no text or is empty.</exception>
    public string Question(JsonElement row)
    {
        if (Prompt is not null) return RowField.NotEmpty(Prompt.Fill(row), PromptKey);
        if (Input is not null) return RowField.NotEmpty(RowPath.Text(row, Input), Input);
        RowLayout layout = RowLayout.All.FirstOrDefault(l => RowField.HasText(row, l.Question) && l.Question != Output)
            ?? throw new RowException("no question", $"no field of a question is among {RowField.Names(row)}; --columns input=… names it");
        return layout.Join(row);
    }

    /// <summary>Returns the column of the answer.</summary>
    /// <exception cref="RowException">No known one is there.</exception>
    public string Answer(JsonElement row) => Output ?? RowLayout.Answers.FirstOrDefault(a => a != Input && row.TryGetProperty(a, out _))
        ?? throw new RowException("no answer", $"no field of an answer is among {RowField.Names(row)}; --columns output=… names it");
}
