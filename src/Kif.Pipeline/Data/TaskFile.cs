using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kif;

/// <summary>Reads one split of a task: a list of rows, JSON Lines, or a Super-NaturalInstructions object, detected by content.</summary>
internal static class TaskFile
{
    private const long MaxBytes = 1L << 30;

    private const string Halved = "a text has half of a surrogate pair";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the examples; rows that are not examples are added to <paramref name="bad"/>.</summary>
    public static List<Example> Read(string path, IReadOnlyList<string>? labels, List<BadRow> bad)
    {
        var examples = new List<Example>();
        if (Content(path, bad) is not { } content) return examples;
        string indexPath = DialogueIndex.PathOf(path);
        DialogueSlot?[]? slots = File.Exists(indexPath) && Content(indexPath, bad) is { } index ? DialogueIndex.Read(index, indexPath, bad) : null;
        int rowsRead = 0;
        if (IsLines(content))
        {
            string[] lines = content.Split('\n');
            for (int i = 0; i < lines.Length; i++)
                if (!string.IsNullOrWhiteSpace(lines[i]) && Parse(lines[i], path, i + 1, bad) is { } line)
                    using (line) Add(line.RootElement, i + 1, new(null, labels));
        }
        else if (Parse(content, path, 0, bad) is { } whole)
            using (whole)
            {
                JsonElement rows = whole.RootElement;
                TaskRowFormat format = new(null, labels);
                if (rows.ValueKind == JsonValueKind.Object)
                {
                    string? definition = Definition(rows);
                    if (definition is null) bad.Add(new(path, 0, "'Definition' must be a text or a list of texts"));
                    (format, rows) = (new(definition ?? ""), rows.GetProperty("Instances"));
                }
                int number = 0;
                if (rows.ValueKind == JsonValueKind.Array) foreach (JsonElement row in rows.EnumerateArray()) Add(row, ++number, format);
                else bad.Add(new(path, 0, "a list of rows is needed"));
            }
        if (examples.Count == 0 && !bad.Exists(b => b.File == path)) bad.Add(new(path, 0, "the file has no rows"));
        if (slots is not null && slots.Length != rowsRead) bad.Add(new(indexPath, 0, $"the file has {slots.Length} lines for the {rowsRead} rows of {path}"));
        return examples;

        void Add(JsonElement row, int number, TaskRowFormat format)
        {
            DialogueSlot? slot = slots?.ElementAtOrDefault(rowsRead);
            rowsRead++;
            try
            {
                Example example = format.Read(row, number);
                examples.Add(slot is null ? example : example with { Dialogue = slot });
            }
            catch (FormatException problem)
            {
                bad.Add(new(path, number, problem.Message));
            }
            catch (InvalidOperationException)
            {
                bad.Add(new(path, number, Halved));
            }
        }
    }

    /// <summary>Reads the label list of a task.</summary>
    public static string[]? Labels(string path, List<BadRow> bad)
    {
        if (Content(path, bad) is not { } content || Parse(content, path, 0, bad) is not { } labels) return null;
        using (labels)
        {
            if (labels.RootElement is { ValueKind: JsonValueKind.Array } list && list.EnumerateArray().All(l => Text(l) is not null))
                return [.. list.EnumerateArray().Select(l => l.GetString()!)];
            bad.Add(new(path, 0, "a list of texts is needed"));
            return null;
        }
    }

    private static string? Content(string path, List<BadRow> bad)
    {
        try
        {
            if (new FileInfo(path).Length is > MaxBytes and var size) throw new FormatException($"the file has {size} bytes; {MaxBytes} are allowed");
            return StrictUtf8.GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
        }
        catch (Exception e) when (e is DecoderFallbackException or FormatException or IOException or UnauthorizedAccessException)
        {
            bad.Add(new(path, 0, e is DecoderFallbackException d ? $"the byte at {d.Index} is not UTF-8" : e.Message));
            return null;
        }
    }

    /// <summary>Whether the content is a sequence of objects; a single object with instances is the other format.</summary>
    private static bool IsLines(string content)
    {
        if (!content.AsSpan().TrimStart().StartsWith("{")) return false;
        try
        {
            using var whole = JsonDocument.Parse(content);
            return !whole.RootElement.TryGetProperty("Instances", out _);
        }
        catch (JsonException)
        {
            return !content.Contains("\"Instances\"");
        }
    }

    private static JsonDocument? Parse(string json, string path, int row, List<BadRow> bad)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            bad.Add(new(path, row, $"invalid JSON: {e.Message}"));
            return null;
        }
    }

    private static string? Definition(JsonElement task) => !task.TryGetProperty("Definition", out JsonElement d) ? null : d.ValueKind switch
    {
        JsonValueKind.String => Text(d),
        JsonValueKind.Array when d.EnumerateArray().All(t => Text(t) is not null) => string.Join(' ', d.EnumerateArray().Select(Text)),
        _ => null,
    };

    /// <summary>Returns a text; null if the value is not a text or contains half of a surrogate pair.</summary>
    private static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try { return value.GetString(); }
        catch (InvalidOperationException) { return null; }
    }
}

/// <summary>
/// Reads the index beside a task's file, which gives the dialogue, turn and slot of each row: a line
/// <c>file|||dialogue|||turn|||frame|||service|||slot</c> per row, in the same order.
/// </summary>
internal static class DialogueIndex
{
    private const string Form = "file|||dialogue|||turn|||frame|||service|||slot";

    /// <summary>Returns the path of the index of a task's file.</summary>
    public static string PathOf(string taskFile) => Path.ChangeExtension(taskFile, ".idx");

    /// <summary>Reads the slots, line by line; malformed lines are added to <paramref name="bad"/> and are null.</summary>
    public static DialogueSlot?[] Read(string content, string path, List<BadRow> bad)
    {
        string[] lines = content.TrimEnd().Split('\n');
        var slots = new DialogueSlot?[lines.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim().Split("|||") is [_, { Length: > 0 } dialogue, var turn, _, _, { Length: > 0 } slot]
                && int.TryParse(turn, NumberStyles.Integer, CultureInfo.InvariantCulture, out int index)) slots[i] = new(dialogue, index, slot);
            else bad.Add(new(path, i + 1, $"'{lines[i].Trim()}' is not of the form {Form}, with a whole number as turn"));
        }
        return slots;
    }
}
