using System.Text.Json;
using System.Text.Unicode;

namespace Kif.Models.Files;

/// <summary>Reads JSON files that others wrote.</summary>
internal static class JsonFile
{
    private const int MaxDepth = 64;

    /// <summary>Reads the file's root, an object.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The largest size that is read; default 64 MiB.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is too large, or not what <see cref="Parse"/> takes; the message names it.</exception>
    internal static JsonElement ReadObject(string path, long maxBytes = 64 << 20)
    {
        try { return Parse(RegularFile.ReadAll(path, maxBytes)); }
        catch (FormatException e) { throw new InvalidDataException($"'{path}': {e.Message}", e); }
    }

    /// <summary>
    /// The object that the bytes of a file hold. A byte-order mark is left out. Comments, commas at the end, NaN and keys said twice are refused,
    /// although Python's reader takes the last two.
    /// </summary>
    /// <exception cref="FormatException">It is not UTF-8 or no JSON object, repeats a key, or nests more than 64 deep; the message says so.</exception>
    internal static JsonElement Parse(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> json = TextFile.WithoutMark(bytes);
        if (!Utf8.IsValid(json)) throw new FormatException("not valid JSON: its text is not UTF-8.");
        try
        {
            JsonElement root = JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            return root.ValueKind == JsonValueKind.Object ? root : throw new FormatException($"a JSON object is expected, not {root.ValueKind}.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a key that is not valid Unicode.
            throw new FormatException($"not valid JSON: {ShownText.Of(e.Message, 200)}", e);
        }
    }
}
