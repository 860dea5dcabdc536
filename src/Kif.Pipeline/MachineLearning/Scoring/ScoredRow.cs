using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.MachineLearning.Scoring;

/// <summary>A row of the source and its answer, which is computed when it is first requested.</summary>
internal sealed class ScoredRow : DataViewRow
{
    private readonly DataViewRow source;
    private readonly ScoringSchema schema;
    private readonly IAnswerer answerer;
    private readonly HashSet<int> active;
    private readonly ValueGetter<ReadOnlyMemory<char>>? input, task;
    private long answeredAt = -2;
    private string answer = "";

    public ScoredRow(DataViewRow source, ScoringSchema schema, IAnswerer answerer, IEnumerable<DataViewSchema.Column> active)
    {
        (this.source, this.schema, this.answerer, this.active) = (source, schema, answerer, [.. active.Select(c => c.Index)]);
        if (!this.active.Contains(schema.Answer)) return;
        input = source.GetGetter<ReadOnlyMemory<char>>(schema.Input);
        task = schema.Task is { } column ? source.GetGetter<ReadOnlyMemory<char>>(column) : null;
    }

    public override DataViewSchema Schema => schema.Output;

    public override long Position => source.Position;

    public override long Batch => source.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ActiveColumn.Check(this, column);
        return column.Index < schema.Answer ? source.GetGetter<TValue>(schema.Source[column.Index]) : ActiveColumn.As<TValue>(Answer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }

    private void Answer(ref ReadOnlyMemory<char> value)
    {
        if (answeredAt != Position) answer = answerer.Answer([Text(input!)], task is null ? null : [Text(task)])[0];
        answeredAt = Position;
        value = answer.AsMemory();
    }

    private static string Text(ValueGetter<ReadOnlyMemory<char>> getter)
    {
        ReadOnlyMemory<char> text = default;
        getter(ref text);
        return text.ToString();
    }
}
