using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.MachineLearning.Data;

/// <summary>Reads rows of texts in the order of their source. Columns with the names and types of <see cref="StreamRow"/> are read as well.</summary>
internal static class TextRows
{
    /// <summary>Throws if training data lacks a column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public static void Check(DataViewSchema schema, ColumnNames columns)
    {
        ColumnCheck.Text(schema, columns.Input, "InputColumn");
        ColumnCheck.Text(schema, columns.Target, "TargetColumn");
        Task(schema, columns);
    }

    /// <summary>Reads all rows.</summary>
    /// <param name="data">The data.</param>
    /// <param name="columns">Names of input, target and task.</param>
    /// <param name="answers">Whether the output column is read too, which makes a scored view compute its answers.</param>
    /// <param name="cancellation">Stops between rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public static List<TextRow> Read(IDataView data, ColumnNames columns, bool answers = false, CancellationToken cancellation = default)
    {
        DataViewSchema schema = data.Schema;
        DataViewSchema.Column input = ColumnCheck.Text(schema, columns.Input, "InputColumn"), target = ColumnCheck.Text(schema, columns.Target, "TargetColumn");
        DataViewSchema.Column? task = Task(schema, columns), answer = answers ? ColumnCheck.Text(schema, columns.Output, "OutputColumn") : null;
        DataViewSchema.Column? id = Optional(schema, nameof(StreamRow.Id), TextDataViewType.Instance), dialogue = Optional(schema, nameof(StreamRow.Dialogue), TextDataViewType.Instance);
        DataViewSchema.Column? slot = Optional(schema, nameof(StreamRow.Slot), TextDataViewType.Instance), turn = Optional(schema, nameof(StreamRow.Turn), NumberDataViewType.Int32);
        DataViewSchema.Column? references = Texts(schema, nameof(StreamRow.References)), choices = Texts(schema, nameof(StreamRow.Choices));
        DataViewSchema.Column?[] wanted = [input, target, task, answer, id, dialogue, slot, turn, references, choices];
        var rows = new List<TextRow>();
        var numbers = new Dictionary<string, int>();
        using DataViewRowCursor cursor = data.GetRowCursor(wanted.Where(c => c is not null).Select(c => c!.Value).Distinct());
        var read = new RowReader(cursor);
        while (cursor.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            string? name = read.Text(task);
            // Rows are numbered within their task, so a task gives the same examples whatever other data surrounds it.
            int number = numbers[name ?? ""] = numbers.GetValueOrDefault(name ?? "", -1) + 1;
            var example = new Example(read.Text(input)!, read.Text(target)!, read.Text(id) ?? $"{number}")
            {
                Choices = read.Texts(choices), Dialogue = read.Text(dialogue) is { Length: > 0 } talk && turn is { } at ? new(talk, read.Number(at), read.Text(slot) ?? "") : null,
            };
            if (read.Texts(references) is { Count: > 0 } all) example = example with { References = all };
            rows.Add(new(name, example, read.Text(answer)));
        }
        return rows;
    }

    /// <summary>Returns the task column; null where there is none, which only the default name allows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is of another type, or was named and is missing.</exception>
    public static DataViewSchema.Column? Task(DataViewSchema schema, ColumnNames columns) => columns.Task == ColumnNames.DefaultTask
        ? ColumnCheck.TextOrNull(schema, columns.Task, "TaskColumn")
        : ColumnCheck.Text(schema, columns.Task, "TaskColumn");

    private static DataViewSchema.Column? Optional(DataViewSchema schema, string name, DataViewType type) =>
        schema.GetColumnOrNull(name) is { } column && column.Type.Equals(type) ? column : null;

    private static DataViewSchema.Column? Texts(DataViewSchema schema, string name) =>
        schema.GetColumnOrNull(name) is { Type: VectorDataViewType { ItemType: TextDataViewType } } column ? column : null;
}
