using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.ML;

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

    private int Current =>
        at >= 0 ? at : throw new InvalidOperationException("the cursor is at no row: MoveNext comes first, and there are rows as long as it is true");

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

/// <summary>One column of a block of rows.</summary>
internal abstract class ColumnBuffer
{
    /// <summary>Whether values of a type can be kept while their source moves on.</summary>
    public static bool CanHold(DataViewType type) => type is PrimitiveDataViewType or VectorDataViewType;

    /// <summary>Creates a buffer for a column.</summary>
    /// <param name="source">The cursor that it is filled from.</param>
    /// <param name="column">The column.</param>
    /// <param name="size">Rows in a block.</param>
    /// <param name="at">Returns the index of the current row in the block.</param>
    public static ColumnBuffer Of(DataViewRow source, DataViewSchema.Column column, int size, Func<int> at)
    {
        Type type = column.Type is VectorDataViewType vector
            ? typeof(VectorBuffer<>).MakeGenericType(vector.ItemType.RawType) : typeof(ValueBuffer<>).MakeGenericType(column.Type.RawType);
        return (ColumnBuffer)Activator.CreateInstance(type, source, column, size, at)!;
    }

    /// <summary>Reads the source's current row into an index of the block.</summary>
    public abstract void Fill(int place);

    /// <summary>The getter of the current row's value.</summary>
    public abstract Delegate Getter { get; }
}

/// <summary>A block of single values.</summary>
internal sealed class ValueBuffer<T> : ColumnBuffer
{
    private readonly T[] values;
    private readonly ValueGetter<T> read;

    public ValueBuffer(DataViewRow source, DataViewSchema.Column column, int size, Func<int> at)
    {
        (values, read) = (new T[size], source.GetGetter<T>(column));
        Getter = new ValueGetter<T>((ref T value) => value = values[at()]);
    }

    public override Delegate Getter { get; }

    /// <summary>The value at an index of the block.</summary>
    public T this[int place] => values[place];

    public override void Fill(int place) => read(ref values[place]);
}

/// <summary>A block of vectors. Values are copied out, so readers may change or keep them.</summary>
internal sealed class VectorBuffer<T> : ColumnBuffer
{
    private readonly VBuffer<T>[] values;
    private readonly ValueGetter<VBuffer<T>> read;

    public VectorBuffer(DataViewRow source, DataViewSchema.Column column, int size, Func<int> at)
    {
        (values, read) = (new VBuffer<T>[size], source.GetGetter<VBuffer<T>>(column));
        Getter = new ValueGetter<VBuffer<T>>((ref VBuffer<T> value) => values[at()].CopyTo(ref value));
    }

    public override Delegate Getter { get; }

    public override void Fill(int place) => read(ref values[place]);
}

/// <summary>A cursor that follows the source row by row, for views whose answers are not requested or whose columns can't be buffered.</summary>
internal sealed class DirectCursor(DataViewRowCursor source, ScoringSchema schema, IAnswerer answerer, IEnumerable<DataViewSchema.Column> active)
    : DataViewRowCursor
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

/// <summary>The checks of all rows here before they hand out a getter.</summary>
internal static class ActiveColumn
{
    /// <exception cref="ArgumentOutOfRangeException">The column was not asked for when the cursor was made.</exception>
    public static void Check(DataViewRow row, DataViewSchema.Column column)
    {
        if (!row.IsColumnActive(column))
            throw new ArgumentOutOfRangeException(nameof(column), $"column '{column.Name}' is not active: name it when the cursor is made");
    }

    /// <exception cref="InvalidOperationException">The caller wants the value as another type.</exception>
    public static ValueGetter<TValue> As<TValue>(Delegate getter) => getter as ValueGetter<TValue>
        ?? throw new InvalidOperationException($"the column's values are no {typeof(TValue)}, but what {getter.GetType()} gives");

    /// <inheritdoc cref="As{TValue}(Delegate)"/>
    public static ValueGetter<TValue> As<TValue>(ValueGetter<ReadOnlyMemory<char>> getter) => As<TValue>((Delegate)getter);
}
