using Microsoft.ML;

namespace Kif.Pipeline.MachineLearning.Scoring;

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
