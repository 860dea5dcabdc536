using Kif.Pipeline.MachineLearning.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.MachineLearning.Scoring;

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
