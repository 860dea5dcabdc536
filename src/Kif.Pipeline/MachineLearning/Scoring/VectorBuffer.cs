using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.MachineLearning.Scoring;

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
