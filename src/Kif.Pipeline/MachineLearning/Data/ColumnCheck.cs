using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.MachineLearning.Data;

/// <summary>Finds text columns, or throws like ML.NET's own components.</summary>
internal static class ColumnCheck
{
    /// <summary>Returns a required text column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    public static DataViewSchema.Column Text(DataViewSchema schema, string name, string role) => TextOrNull(schema, name, role)
        ?? throw Missing(name, role, schema.Where(c => !c.IsHidden).Select(c => c.Name));

    /// <summary>Returns a text column, or null where there is none of that name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is of another type.</exception>
    public static DataViewSchema.Column? TextOrNull(DataViewSchema schema, string name, string role) => schema.GetColumnOrNull(name) switch
    {
        null => null,
        { } column when column.Type is TextDataViewType => column,
        { } column => throw WrongType(name, role, column.Type.ToString()!),
    };

    /// <summary>Throws if a shape lacks that text column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing, unless it may be, or of another type.</exception>
    public static void Text(SchemaShape shape, string name, string role, bool mayBeMissing = false)
    {
        SchemaShape.Column column = shape.FirstOrDefault(c => c.Name == name);
        if (column.Name is null)
        {
            if (!mayBeMissing) throw Missing(name, role, shape.Select(c => c.Name));
        }
        else if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType is not TextDataViewType || column.IsKey)
        {
            throw WrongType(name, role, column.IsKey ? "a key" : column.Kind == SchemaShape.Column.VectorKind.Scalar ? column.ItemType.ToString()! : $"a vector of {column.ItemType}");
        }
    }

    private static ArgumentOutOfRangeException Missing(string name, string role, IEnumerable<string> known) =>
        new(role, $"Could not find input column '{ShownText.Of(name)}' ({role}): {UnknownName.Message("column", name, known)}");

    private static ArgumentOutOfRangeException WrongType(string name, string role, string type) =>
        new(role, $"Schema mismatch for input column '{ShownText.Of(name)}' ({role}): expected String, got {type}. ConvertType and MapKeyToValue make texts of numbers and keys");
}
