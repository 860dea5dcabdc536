using System.Text.Json;

namespace Kif;

/// <summary>The check of the format number in Kif's own files, and the message for files of older versions.</summary>
internal static class FileFormat
{
    /// <summary>Returns the message for a file of an older version.</summary>
    /// <param name="file">The file.</param>
    /// <param name="seen">The sign of the older version, e.g. its format or a renamed setting.</param>
    public static string Older(string file, string seen) => $"{file} was written by an older version of Kif ({seen}); see docs/renamed.md";

    /// <summary>Checks the property <c>format</c> of a file, before anything else in it is read.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="json">Its content.</param>
    /// <param name="current">The format that this version reads.</param>
    /// <param name="unnumbered">The format of files without the property; null to accept them.</param>
    /// <param name="oldest">The oldest format that this version reads; null for the current one alone.</param>
    /// <returns>The file's format; null if it has no number.</returns>
    /// <exception cref="InvalidDataException">The file has another format.</exception>
    /// <exception cref="JsonException">The content is not JSON.</exception>
    public static int? Check(string file, ReadOnlyMemory<byte> json, int current, int? unnumbered = null, int? oldest = null)
    {
        using var document = JsonDocument.Parse(json);
        int? format = NumberIn(document.RootElement) ?? unnumbered;
        if (format < (oldest ?? current)) throw new InvalidDataException(Older(file, $"format {format}; this version reads {current}"));
        return format > current ? throw new InvalidDataException($"{file}: format is {format}; this version reads {current}") : format;
    }

    private static int? NumberIn(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return null;
        try
        {
            foreach (JsonProperty property in root.EnumerateObject())
                if (property.Name.Equals("format", StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind == JsonValueKind.Number)
                    return property.Value.TryGetInt32(out int number) ? number : null;
            return null;
        }
        // Half of a surrogate pair shows when a name is read.
        catch (InvalidOperationException e) { throw new JsonException("a name in it is no valid Unicode", e); }
    }
}
