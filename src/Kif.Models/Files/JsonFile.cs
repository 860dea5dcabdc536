using System.Text.Json;

namespace Kif.Models.Files;

/// <summary>Reads small JSON files that others wrote.</summary>
internal static class JsonFile
{
    private const int MaxDepth = 64;

    /// <summary>Reads the file's root, an object.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The largest size that is read; default 64 MiB.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is too large or no JSON object, repeats a key, or nests more than 64 deep; the message names it.</exception>
    internal static JsonElement ReadObject(string path, long maxBytes = 64 << 20)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.Length > maxBytes) throw new InvalidDataException($"'{path}' has {stream.Length} bytes; at most {maxBytes} are read.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new InvalidDataException($"'{path}' holds a JSON {document.RootElement.ValueKind}, not an object.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a key that is not valid Unicode.
            throw new InvalidDataException($"'{path}' is no valid JSON: {e.Message}", e);
        }
    }
}
