using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.ML;

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
        DataViewSchema.Column? id = Optional(schema, nameof(StreamRow.Id), TextDataViewType.Instance),
            dialogue = Optional(schema, nameof(StreamRow.Dialogue), TextDataViewType.Instance);
        DataViewSchema.Column? slot = Optional(schema, nameof(StreamRow.Slot), TextDataViewType.Instance),
            turn = Optional(schema, nameof(StreamRow.Turn), NumberDataViewType.Int32);
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
                Choices = read.Texts(choices), Dialogue = read.Text(dialogue) is { Length: > 0 } talk && turn is { } at
                    ? new(talk, read.Number(at), read.Text(slot) ?? "") : null,
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

/// <summary>A row of a data view with the values that Kif uses.</summary>
/// <param name="Task">The task's name; null where the data has none.</param>
/// <param name="Example">The prompt and the expected answer.</param>
/// <param name="Answer">The given answer; null where it was not read.</param>
internal sealed record TextRow(string? Task, Example Example, string? Answer);

/// <summary>Groups rows by task, in the order in which tasks first appear.</summary>
internal static class TaskGroups
{
    /// <param name="rows">The rows.</param>
    /// <param name="unnamed">The task of rows without a task name.</param>
    public static IReadOnlyList<(string Task, IReadOnlyList<TextRow> Rows)> Of(IEnumerable<TextRow> rows, string unnamed) =>
        [.. rows.GroupBy(r => r.Task ?? unnamed).Select(g => (g.Key, (IReadOnlyList<TextRow>)[.. g]))];
}

/// <summary>Reads values of the current row; getters are created once per column.</summary>
internal sealed class RowReader(DataViewRow row)
{
    private readonly Dictionary<int, Delegate> getters = [];

    public string? Text(DataViewSchema.Column? column) => column is { } c ? Value<ReadOnlyMemory<char>>(c).ToString() : null;

    public int Number(DataViewSchema.Column column) => Value<int>(column);

    public IReadOnlyList<string> Texts(DataViewSchema.Column? column) =>
        column is { } c ? [.. Value<VBuffer<ReadOnlyMemory<char>>>(c).DenseValues().Select(t => t.ToString())] : [];

    private T Value<T>(DataViewSchema.Column column)
    {
        if (!getters.TryGetValue(column.Index, out Delegate? getter)) getters[column.Index] = getter = row.GetGetter<T>(column);
        T value = default!;
        ((ValueGetter<T>)getter)(ref value);
        return value;
    }
}

/// <summary>The names of the columns.</summary>
/// <param name="Input">The prompts.</param>
/// <param name="Target">The expected answers.</param>
/// <param name="Output">The given answers.</param>
/// <param name="Task">The names of the tasks.</param>
internal sealed record ColumnNames(string Input, string Target, string Output, string Task)
{
    public const string DefaultTask = "Task";
}

/// <summary>Finds text columns, or throws like ML.NET's own components.</summary>
internal static class ColumnCheck
{
    /// <summary>Returns a required text column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    public static DataViewSchema.Column Text(DataViewSchema schema, string name, string role) => TextOrNull(schema, name, role)
        ?? throw Missing(name, role, schema.Where(c => !c.IsHidden).Select(c => c.Name));

    /// <summary>Returns a text column, or null where there is none of that name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is of another type.</exception>
    public static DataViewSchema.Column? TextOrNull(DataViewSchema schema, string name, string role) => schema.GetColumnOrNull(name) switch
    {
        null => null,
        { } column when column.Type is TextDataViewType => column,
        { } column => throw WrongType(name, role, column.Type.ToString()!),
    };

    /// <summary>Throws if a shape lacks that text column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing, unless it may be, or of another type.</exception>
    public static void Text(SchemaShape shape, string name, string role, bool mayBeMissing = false)
    {
        SchemaShape.Column column = shape.FirstOrDefault(c => c.Name == name);
        if (column.Name is null)
        {
            if (!mayBeMissing) throw Missing(name, role, shape.Select(c => c.Name));
        }
        else if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType is not TextDataViewType || column.IsKey)
        {
            throw WrongType(name, role, column.IsKey
                ? "a key" : column.Kind == SchemaShape.Column.VectorKind.Scalar ? column.ItemType.ToString()! : $"a vector of {column.ItemType}");
        }
    }

    private static ArgumentOutOfRangeException Missing(string name, string role, IEnumerable<string> known) =>
        new(role, $"Could not find input column '{DisplayText.Of(name)}' ({role}): {UnknownName.Message("column", name, known)}");

    private static ArgumentOutOfRangeException WrongType(string name, string role, string type) =>
        new(role,
            $"Schema mismatch for input column '{DisplayText.Of(name)}' ({role}): expected String, got {type}. "
            + "ConvertType and MapKeyToValue make texts of numbers and keys");
}

/// <summary>Builds task streams from rows.</summary>
internal static class StreamRows
{
    /// <exception cref="ArgumentException">A task has test rows only, or there are no rows.</exception>
    public static TaskStream ToStream(IDataView train, IDataView? test, ColumnNames columns)
    {
        var learned = TaskGroups.Of(TextRows.Read(train, columns), "task1");
        Dictionary<string, IReadOnlyList<TextRow>> tested = test is null
            ? [] : TaskGroups.Of(TextRows.Read(test, columns), "task1").ToDictionary(g => g.Task, g => g.Rows);
        if (tested.Keys.FirstOrDefault(task => learned.All(l => l.Task != task)) is { } untrained)
            throw new ArgumentException(UnknownName.Message("task of the training rows", untrained, learned.Select(l => l.Task)), nameof(test));
        return new TaskStream(
            learned.Select(
                l => new LearningTask(l.Task, Examples(l.Rows), tested.TryGetValue(l.Task, out IReadOnlyList<TextRow>? rows) ? Examples(rows) : [])));
    }

    private static Example[] Examples(IReadOnlyList<TextRow> rows) => [.. rows.Select(r => r.Example)];
}

/// <summary>An example of a task stream as a row; its properties are the columns.</summary>
internal sealed class StreamRow
{
    public string Task { get; set; } = "";

    public string Id { get; set; } = "";

    public string Input { get; set; } = "";

    public string Target { get; set; } = "";

    /// <summary>All answers that count as correct.</summary>
    public string[] References { get; set; } = [];

    /// <summary>The answers to choose from; empty where there are none.</summary>
    public string[] Choices { get; set; } = [];

    /// <summary>The dialogue's name; empty for examples outside a dialogue.</summary>
    public string Dialogue { get; set; } = "";

    public int Turn { get; set; }

    public string Slot { get; set; } = "";

    public static StreamRow Of(string task, Example example) => new()
    {
        Task = task, Id = example.Id, Input = example.Input, Target = example.Target, References = [.. example.References], Choices = [.. example.Choices],
        Dialogue = example.Dialogue?.Dialogue ?? "", Turn = example.Dialogue?.Turn ?? 0, Slot = example.Dialogue?.Slot ?? "",
    };
}
