namespace Kif.Models.Safetensors;

/// <summary>The supported element types.</summary>
internal static class SafetensorsTypes
{
    /// <summary>
    /// The types in the order of tensors in a file: larger elements first, so that every tensor's position is a multiple of its element size.
    /// </summary>
    private static readonly (string Name, ScalarType Type, int Size)[] Table =
    [
        ("I64", ScalarType.Int64, 8), ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4), ("I32", ScalarType.Int32, 4),
        ("BF16", ScalarType.BFloat16, 2), ("F16", ScalarType.Float16, 2), ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1), ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>All names, for messages.</summary>
    internal static string Names { get; } = string.Join(", ", Table.Select(row => row.Name));

    internal static ScalarType? Find(string name) => Table.FirstOrDefault(row => row.Name == name) is { Size: > 0 } row ? row.Type : null;

    internal static string? Name(ScalarType type) => Array.Find(Table, row => row.Type == type).Name;

    /// <summary>Returns the bytes of one element.</summary>
    internal static int Size(ScalarType type) => Table[Rank(type)].Size;

    /// <summary>Returns the type's index in the order of a file; -1 if it is not supported.</summary>
    internal static int Rank(ScalarType type) => Array.FindIndex(Table, row => row.Type == type);
}
