using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.MachineLearning.Scoring;

/// <summary>A cursor that follows the source row by row, for views whose answers are not requested or whose columns can't be buffered.</summary>
internal sealed class DirectCursor(DataViewRowCursor source, ScoringSchema schema, IAnswerer answerer, IEnumerable<DataViewSchema.Column> active) : DataViewRowCursor
{
    private readonly ScoredRow row = new(source, schema, answerer, active);

    public override DataViewSchema Schema => row.Schema;

    public override long Position => row.Position;

    public override long Batch => row.Batch;

    public override bool MoveNext() => source.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing) row.Dispose();
        base.Dispose(disposing);
    }
}
