using System.Globalization;
using System.Text;
using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>Reads one split of a task, file by file.</summary>
/// <param name="task">The task.</param>
/// <param name="columns">Which columns are question and answer, as a user says it.</param>
/// <param name="notes">Receives what a user should be told, a sentence each.</param>
/// <param name="bad">Receives the rows that are not examples, and unreadable files.</param>
internal sealed class TaskFile(DataTask task, RowColumns columns, Action<string> notes, List<BadRow> bad)
{
    private const long MaxIndexBytes = 1L << 30;

    private readonly IReadOnlyList<string>? labels = task.Labels is { } list ? LabelList.Read(list, bad) : null;

    private ClassNames? classes;

    /// <summary>Reads the examples of a split.</summary>
    public List<Example> Read(DataSplit split)
    {
        var examples = new List<Example>();
        (int rows, int faults) = (0, bad.Count);
        foreach (DataFile file in split.Files)
        {
            DialogueSlot?[]? slots = Slots(file);
            var sink = new ExampleSink(new(null, labels) { Columns = columns, Note = notes }, file, slots, examples, notes, bad);
            ClassNames? used = TableReader.Read(file, task.Options with { EarlierClasses = classes, IsRow = row => TaskRowFormat.IsRow(row, columns) }, sink);
            classes ??= used;
            sink.End();
            rows += sink.Read;
        }
        if (examples.Count == 0 && bad.Count == faults) bad.Add(new(split.Files[0].Path, 0, "the file has no rows"));
        if (task.Counts.TryGetValue(split.Name, out long said) && said != rows)
            notes(string.Create(CultureInfo.InvariantCulture, $"the split '{split.Name}' of '{task.Name}' has {rows} rows; its description says {said}"));
        return examples;
    }

    private DialogueSlot?[]? Slots(DataFile file)
    {
        string path = DialogueIndex.PathOf(file.Path);
        if (file.IsPacked || !File.Exists(path)) return null;
        try { return DialogueIndex.Read(TextFile.Text(RegularFile.ReadAll(path, MaxIndexBytes), path), path, bad); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            bad.Add(new(path, 0, e.Message));
            return null;
        }
    }

    /// <summary>The rows of one file.</summary>
    private sealed class ExampleSink(
        TaskRowFormat plain, DataFile file, DialogueSlot?[]? slots, List<Example> examples, Action<string> notes, List<BadRow> bad) : IRowSink
    {
        private const int MostBad = 100_000;

        private const string Halved = "a text has half of a surrogate pair";

        private TaskRowFormat format = plain;

        /// <summary>The number of rows that were read.</summary>
        public int Read { get; private set; }

        public void Define(string definition) => format = format with { Definition = definition, Labels = null };

        public void Add(JsonElement row, int number, int line)
        {
            DialogueSlot? slot = slots?.ElementAtOrDefault(Read);
            Read++;
            try
            {
                foreach (Example example in format.Read(row, number)) examples.Add(slot is null ? example : example with { Dialogue = slot });
            }
            catch (RowException problem)
            {
                Bad(new(file.Path, number, problem.Message) { Line = line, Kind = problem.Kind });
            }
            catch (InvalidOperationException)
            {
                Bad(new(file.Path, number, Halved) { Line = line });
            }
        }

        public void Fault(int row, JsonPlace place, string problem) => Bad(new(file.Path, row, problem) { Line = place.Line, Byte = place.Byte });

        public void Note(string note) => notes($"{file.Path}: {note}");

        private void Bad(BadRow row)
        {
            if (row.Row > 0 && bad.Count >= MostBad)
                throw new TableException(string.Create(CultureInfo.InvariantCulture, $"more than {MostBad} rows are no examples; the file is not read on"));
            bad.Add(row);
        }

        /// <summary>Compares the numbers of rows and of the lines of the index.</summary>
        public void End()
        {
            if (slots is not null && slots.Length != Read)
                bad.Add(new(DialogueIndex.PathOf(file.Path), 0, $"the file has {slots.Length} lines for the {Read} rows of {file.Path}"));
        }
    }
}

/// <summary>Reads the list of labels of a task.</summary>
internal static class LabelList
{
    private const int MaxBytes = 64 << 20;

    /// <summary>Reads the labels; null if the file has none, which is added to <paramref name="bad"/>.</summary>
    public static string[]? Read(string path, List<BadRow> bad)
    {
        try
        {
            byte[] content = RegularFile.ReadAll(path, MaxBytes);
            int mark = content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
            using JsonDocument labels = JsonText.Value(content.AsMemory(mark));
            if (labels.RootElement is { ValueKind: JsonValueKind.Array } list && list.EnumerateArray().All(l => RowField.TextOrNull(l) is not null))
                return [.. list.EnumerateArray().Select(l => RowField.TextOrNull(l)!)];
            bad.Add(new(path, 0, "a list of texts is needed"));
        }
        catch (JsonException e)
        {
            bad.Add(new(path, 0, JsonText.Message(e)) { Line = JsonPlace.Of(e).Line, Byte = JsonPlace.Of(e).Byte });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            bad.Add(new(path, 0, e.Message));
        }
        return null;
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
