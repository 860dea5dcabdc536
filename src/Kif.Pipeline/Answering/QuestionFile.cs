using System.Text.Encodings.Web;
using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>The rows that <c>kif answer</c> reads and writes: questions in any format that tasks have, with or without expected answers.</summary>
internal static class QuestionFile
{
    private const int Shown = 5, LongestFault = 400;

    private static readonly JsonSerializerOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads questions; each has the prompt that its row would have in training.</summary>
    /// <param name="path">A file of rows.</param>
    /// <param name="columns">The columns that a user named.</param>
    /// <param name="notes">Receives what a user should be told, a sentence each.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A row has no question; the message names the first ones.</exception>
    public static IReadOnlyList<Example> Read(string path, RowColumns columns, ICollection<string> notes)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file '{path}' of questions.", path);
        var file = new DataFile(path, Path.GetFileName(path));
        if (file.Format is null) throw new InvalidDataException($"'{path}' has no ending of a file of rows; allowed: {DataFile.Endings}");
        var sink = new QuestionSink(columns, notes);
        TableReader.Read(file, new() { IsRow = row => IsQuestion(row, columns) }, sink);
        if (sink.Faults.Count > 0)
            throw new InvalidDataException($"'{path}': {string.Join("; ", sink.Faults.Take(Shown))}"
                + (sink.Faults.Count > Shown ? $"; and {sink.Faults.Count - Shown} more" : ""));
        return sink.Questions.Count > 0 ? sink.Questions : throw new InvalidDataException($"'{path}' has no rows");
    }

    /// <summary>Returns a line of JSON: id, question, expected answer if there is one, answer, and what ended it.</summary>
    public static string Write(Example question, AssistantAnswer answer)
    {
        var line = new Dictionary<string, object?> { ["id"] = question.Id, ["input"] = question.Input };
        if (question.Target.Length > 0) line["reference"] = question.Target;
        line["answer"] = answer.Text;
        line["end"] = answer.End switch { AnswerEnd.Length => "length", AnswerEnd.StopSequence => "stop-sequence", _ => "end" };
        return JsonSerializer.Serialize(line, Line);
    }

    private static bool IsQuestion(JsonElement row, RowColumns columns) => TaskRowFormat.IsRow(row, columns)
        || row.ValueKind == JsonValueKind.Object && (columns.Input is { } input && row.TryGetProperty(input, out _)
            || RowLayout.All.Any(l => RowField.HasText(row, l.Question)) || ChatRow.Turns(row) is not null);

    private sealed class QuestionSink(RowColumns columns, ICollection<string> notes) : IRowSink
    {
        private TaskRowFormat format = new() { Columns = columns };

        public List<Example> Questions { get; } = [];

        public List<string> Faults { get; } = [];

        public void Define(string definition) => format = format with { Definition = definition };

        public void Add(JsonElement row, int number, int line)
        {
            try
            {
                Questions.AddRange(Examples(row, number));
            }
            catch (RowException problem)
            {
                Faults.Add($"row {number}: {DisplayText.Of(problem.Message, LongestFault)}");
            }
        }

        public void Fault(int row, JsonPlace place, string problem) => Faults.Add((row == 0 ? "" : $"row {row}: ") + DisplayText.Of(problem, LongestFault));

        public void Note(string note) => notes.Add(note);

        private IEnumerable<Example> Examples(JsonElement row, int number)
        {
            if (row.ValueKind != JsonValueKind.Object)
                throw new RowException("an object is needed", $"an object with 'input' is needed, not {RowField.Kind(row)}");
            string id = row.TryGetProperty(columns.Id ?? "id", out JsonElement given) && RowField.TextOrNull(given) is { } text ? text : $"{number}";
            if (columns.IsNone && ChatRow.Turns(row) is { } turns) return [TaskRowFormat.Bounded(ChatRow.Ask(row, turns.EnumerateArray(), id))];
            try { return [.. format.Read(row, number)]; }
            // A row without an answer is a question all the same.
            catch (RowException) { return [TaskRowFormat.Bounded(new(columns.Question(row), "", id))]; }
        }
    }
}
