using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.MachineLearning.Scoring;

/// <summary>
/// A cursor that reads blocks of rows from one source cursor and answers a block at once, when its first answer is requested. Blocks whose answers are never
/// requested cost nothing.
/// </summary>
internal sealed class BlockCursor : DataViewRowCursor
{
    private readonly DataViewRowCursor source;
    private readonly ScoringSchema schema;
    private readonly IAnswerer answerer;
    private readonly HashSet<int> active;
    private readonly Dictionary<int, ColumnBuffer> buffers = [];
    private readonly ValueGetter<DataViewRowId> readId;
    private readonly DataViewRowId[] ids;
    private readonly long[] batches;
    private IReadOnlyList<string>? answers;
    private int filled, at = -1;
    private long position = -1;
    private bool ended;

    public BlockCursor(DataViewRowCursor source, ScoringSchema schema, IAnswerer answerer, IEnumerable<DataViewSchema.Column> active, int size)
    {
        (this.source, this.schema, this.answerer, this.active) = (source, schema, answerer, [.. active.Select(c => c.Index)]);
        (readId, ids, batches) = (source.GetIdGetter(), new DataViewRowId[size], new long[size]);
        foreach (DataViewSchema.Column column in schema.Source)
            if (source.IsColumnActive(column)) buffers[column.Index] = ColumnBuffer.Of(source, column, size, () => Current);
    }

    public override DataViewSchema Schema => schema.Output;

    public override long Position => position;

    public override long Batch => at >= 0 ? batches[at] : source.Batch;

    private int Current => at >= 0 ? at : throw new InvalidOperationException("the cursor is at no row: MoveNext comes first, and there are rows as long as it is true");

    public override bool MoveNext()
    {
        if (ended) return false;
        if (at + 1 < filled) at++;
        else if (!Fill())
        {
            (ended, at, position) = (true, -1, -1);
            return false;
        }
        position++;
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = ids[Current];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ActiveColumn.Check(this, column);
        return column.Index < schema.Answer ? ActiveColumn.As<TValue>(buffers[column.Index].Getter) : ActiveColumn.As<TValue>(Answer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        (answers, filled, at) = (null, 0, 0);
        while (filled < ids.Length && source.MoveNext())
        {
            foreach (ColumnBuffer buffer in buffers.Values) buffer.Fill(filled);
            readId(ref ids[filled]);
            batches[filled++] = source.Batch;
        }
        return filled > 0;
    }

    private void Answer(ref ReadOnlyMemory<char> value)
    {
        int row = Current;
        answers ??= answerer.Answer(Texts(schema.Input), schema.Task is { } task ? Texts(task) : null);
        value = answers[row].AsMemory();
    }

    private string[] Texts(DataViewSchema.Column column)
    {
        var buffer = (ValueBuffer<ReadOnlyMemory<char>>)buffers[column.Index];
        return [.. Enumerable.Range(0, filled).Select(i => buffer[i].ToString())];
    }
}
