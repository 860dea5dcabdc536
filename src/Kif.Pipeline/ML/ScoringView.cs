using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.ML;

/// <summary>A lazy view with answers, computed in blocks with one cursor on the source.</summary>
internal sealed class ScoringView(IDataView source, ScoringSchema schema, IAnswerer answerer, int block) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => schema.Output;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] active = [.. columnsNeeded], needed = [.. schema.Needed(active)];
        DataViewRowCursor cursor = source.GetRowCursor(needed, rand);
        return Answers(active) && needed.All(c => ColumnBuffer.CanHold(c.Type))
            ? new BlockCursor(cursor, schema, answerer, active, block)
            : new DirectCursor(cursor, schema, answerer, active);
    }

    /// <summary>Returns one cursor where answers are requested: there is one model, and full blocks make it fast.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] active = [.. columnsNeeded];
        return Answers(active)
            ? [GetRowCursor(active, rand)]
            : [.. source.GetRowCursorSet(schema.Needed(active), n, rand).Select(cursor => new DirectCursor(cursor, schema, answerer, active))];
    }

    private bool Answers(DataViewSchema.Column[] active) => active.Any(c => c.Index == schema.Answer);
}

/// <summary>Maps single rows, for prediction engines.</summary>
internal sealed class ScoringMapper(ScoringSchema schema, IAnswerer answerer) : IRowToRowMapper
{
    public DataViewSchema InputSchema => schema.Source;

    public DataViewSchema OutputSchema => schema.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => schema.Needed(dependingColumns);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new ScoredRow(input, schema, answerer, activeColumns);
}

/// <summary>The source's columns in their order, followed by the answer column.</summary>
internal sealed class ScoringSchema
{
    /// <exception cref="ArgumentOutOfRangeException">A column that answering needs is missing or of another type.</exception>
    public ScoringSchema(DataViewSchema source, ColumnNames columns, bool needsTask, DataViewSchema.Annotations annotations)
    {
        Source = source;
        Input = ColumnCheck.Text(source, columns.Input, "InputColumn");
        Task = needsTask ? ColumnCheck.Text(source, columns.Task, "TaskColumn") : null;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(source);
        builder.AddColumn(columns.Output, TextDataViewType.Instance, annotations);
        Output = builder.ToSchema();
    }

    public DataViewSchema Source { get; }

    public DataViewSchema Output { get; }

    public DataViewSchema.Column Input { get; }

    /// <summary>The task column; null where answering does not need the task.</summary>
    public DataViewSchema.Column? Task { get; }

    /// <summary>The index of the answer column in <see cref="Output"/>.</summary>
    public int Answer => Source.Count;

    /// <summary>Returns the source columns needed for the given output columns; columns of other schemas are matched by index.</summary>
    public IEnumerable<DataViewSchema.Column> Needed(IEnumerable<DataViewSchema.Column> output)
    {
        var wanted = new HashSet<int>(output.Select(c => c.Index));
        if (wanted.Remove(Answer))
        {
            wanted.Add(Input.Index);
            if (Task is { } task) wanted.Add(task.Index);
        }
        return Source.Where(c => wanted.Contains(c.Index));
    }
}

/// <summary>The annotations of the answer column: strategy and tasks.</summary>
internal static class OutputAnnotations
{
    public const string Strategy = "Strategy", Tasks = "Tasks";

    public static DataViewSchema.Annotations Of(string strategy, IReadOnlyList<string> tasks)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue(Strategy, TextDataViewType.Instance, strategy.AsMemory());
        var names = new VBuffer<ReadOnlyMemory<char>>(tasks.Count, [.. tasks.Select(t => t.AsMemory())]);
        builder.Add(Tasks, new VectorDataViewType(TextDataViewType.Instance, tasks.Count),
            (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
        return builder.ToAnnotations();
    }
}

/// <summary>Answers prompts; safe to share between threads.</summary>
internal interface IAnswerer
{
    /// <summary>Returns one answer per prompt.</summary>
    /// <param name="inputs">The prompts.</param>
    /// <param name="tasks">The task of each prompt; null where answering does not need it.</param>
    IReadOnlyList<string> Answer(IReadOnlyList<string> inputs, IReadOnlyList<string>? tasks);
}
