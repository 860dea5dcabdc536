using Microsoft.ML;

namespace Kif.Pipeline.MachineLearning.Scoring;

/// <summary>The checks of all rows here before they hand out a getter.</summary>
internal static class ActiveColumn
{
    /// <exception cref="ArgumentOutOfRangeException">The column was not asked for when the cursor was made.</exception>
    public static void Check(DataViewRow row, DataViewSchema.Column column)
    {
        if (!row.IsColumnActive(column)) throw new ArgumentOutOfRangeException(nameof(column), $"column '{column.Name}' is not active: name it when the cursor is made");
    }

    /// <exception cref="InvalidOperationException">The caller wants the value as another type.</exception>
    public static ValueGetter<TValue> As<TValue>(Delegate getter) => getter as ValueGetter<TValue>
        ?? throw new InvalidOperationException($"the column's values are no {typeof(TValue)}, but what {getter.GetType()} gives");

    /// <inheritdoc cref="As{TValue}(Delegate)"/>
    public static ValueGetter<TValue> As<TValue>(ValueGetter<ReadOnlyMemory<char>> getter) => As<TValue>((Delegate)getter);
}
