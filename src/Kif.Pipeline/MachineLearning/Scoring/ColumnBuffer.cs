using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.MachineLearning.Scoring;

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
        Type type = column.Type is VectorDataViewType vector ? typeof(VectorBuffer<>).MakeGenericType(vector.ItemType.RawType) : typeof(ValueBuffer<>).MakeGenericType(column.Type.RawType);
        return (ColumnBuffer)Activator.CreateInstance(type, source, column, size, at)!;
    }

    /// <summary>Reads the source's current row into an index of the block.</summary>
    public abstract void Fill(int place);

    /// <summary>The getter of the current row's value.</summary>
    public abstract Delegate Getter { get; }
}
