using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kif;

/// <summary>Reads one split of a task: a list of rows, JSON Lines, or an object that holds the rows, detected by content.</summary>
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
        DialogueSlot?[]? slots = File.Exists(indexPath) && Content(indexPath, bad) is { } index
            ? DialogueIndex.Read(StrictUtf8.GetString(index), indexPath, bad) : null;
        int rowsRead = 0;
        TaskRowFormat format = new(null, labels);
        new JsonRows(content).Read(definition => format = new(definition), Add,
            (row, place, problem) => bad.Add(new(path, row, problem) { Line = place.Line, Byte = place.Byte }));
        if (examples.Count == 0 && !bad.Exists(b => b.File == path)) bad.Add(new(path, 0, "the file has no rows"));
        if (slots is not null && slots.Length != rowsRead) bad.Add(new(indexPath, 0, $"the file has {slots.Length} lines for the {rowsRead} rows of {path}"));
        return examples;

        void Add(JsonElement row, int number, int line)
        {
            DialogueSlot? slot = slots?.ElementAtOrDefault(rowsRead);
            rowsRead++;
            try
            {
                Example example = format.Read(row, number);
                examples.Add(slot is null ? example : example with { Dialogue = slot });
            }
            catch (RowException problem)
            {
                bad.Add(new(path, number, problem.Message) { Line = line, Kind = problem.Kind });
            }
            catch (InvalidOperationException)
            {
                bad.Add(new(path, number, Halved) { Line = line });
            }
        }
    }

    /// <summary>Reads the label list of a task.</summary>
    public static string[]? Labels(string path, List<BadRow> bad)
    {
        if (Content(path, bad) is not { } content) return null;
        var json = new JsonRows(content);
        try
        {
            using JsonDocument labels = json.Parse();
            if (labels.RootElement is { ValueKind: JsonValueKind.Array } list && list.EnumerateArray().All(l => RowField.TextOrNull(l) is not null))
                return [.. list.EnumerateArray().Select(l => RowField.TextOrNull(l)!)];
            bad.Add(new(path, 0, "a list of texts is needed"));
        }
        catch (JsonException e)
        {
            bad.Add(new(path, 0, JsonRows.Message(e)) { Line = json.PlaceOf(e).Line, Byte = json.PlaceOf(e).Byte });
        }
        return null;
    }

    private static byte[]? Content(string path, List<BadRow> bad)
    {
        try
        {
            if (new FileInfo(path).Length is > MaxBytes and var size) throw new FormatException($"the file has {size} bytes; {MaxBytes} are allowed");
            byte[] content = File.ReadAllBytes(path);
            StrictUtf8.GetCharCount(content);
            return content.AsSpan().StartsWith("\uFEFF"u8) ? content[3..] : content;
        }
        catch (Exception e) when (e is DecoderFallbackException or FormatException or IOException or UnauthorizedAccessException)
        {
            bad.Add(new(path, 0, e is DecoderFallbackException d ? $"the byte at {d.Index} is not UTF-8" : e.Message));
            return null;
        }
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
            else
                bad.Add(new(path, i + 1, $"'{lines[i].Trim()}' is not of the form {Form}, with a whole number as turn")
                    { Line = i + 1, Kind = "a line of another form" });
        }
        return slots;
    }
}
