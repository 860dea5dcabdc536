using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.MachineLearning.Data;

/// <summary>Reads values of the current row; getters are created once per column.</summary>
internal sealed class RowReader(DataViewRow row)
{
    private readonly Dictionary<int, Delegate> getters = [];

    public string? Text(DataViewSchema.Column? column) => column is { } c ? Value<ReadOnlyMemory<char>>(c).ToString() : null;

    public int Number(DataViewSchema.Column column) => Value<int>(column);

    public IReadOnlyList<string> Texts(DataViewSchema.Column? column) => column is { } c ? [.. Value<VBuffer<ReadOnlyMemory<char>>>(c).DenseValues().Select(t => t.ToString())] : [];

    private T Value<T>(DataViewSchema.Column column)
    {
        if (!getters.TryGetValue(column.Index, out Delegate? getter)) getters[column.Index] = getter = row.GetGetter<T>(column);
        T value = default!;
        ((ValueGetter<T>)getter)(ref value);
        return value;
    }
}
