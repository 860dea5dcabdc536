using Microsoft.ML;

namespace Kif.Pipeline.MachineLearning.Scoring;

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
