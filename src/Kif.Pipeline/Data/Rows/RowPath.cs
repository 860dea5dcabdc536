using System.Text.Json;

namespace Kif;

/// <summary>Columns by name; a point leads into a field of a column of objects, e.g. <c>translation.en</c>.</summary>
internal static class RowPath
{
    /// <summary>Returns the value of a column.</summary>
    /// <exception cref="RowException">There is none, or it is there twice; the message names the columns that there are.</exception>
    public static JsonElement Get(JsonElement row, string path)
    {
        if (row.TryGetProperty(path, out _)) return RowField.Get(row, path);
        for (int point = path.IndexOf('.', StringComparison.Ordinal); point > 0; point = path.IndexOf('.', point + 1))
            if (row.TryGetProperty(path[..point], out JsonElement inner) && inner.ValueKind == JsonValueKind.Object) return Get(inner, path[(point + 1)..]);
        throw new RowException($"there is no '{path}'", $"there is no '{DisplayText.Of(path)}' among the columns {RowField.Names(row)}");
    }

    /// <summary>Returns the text of a column; empty for null.</summary>
    /// <exception cref="RowException">There is none, or it is no text.</exception>
    public static string Text(JsonElement row, string path)
    {
        JsonElement value = Get(row, path);
        return value.ValueKind == JsonValueKind.Null ? "" : RowField.Text(value, path);
    }
}
