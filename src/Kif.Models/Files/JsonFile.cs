using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Kif.Models;

/// <summary>Reads untrusted JSON files.</summary>
internal static class JsonFile
{
    private const int MaxDepth = 64;

    /// <summary>Reads the file's root, an object.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The largest accepted size. Default: 64 MiB.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is too large, or <see cref="Parse"/> rejects it; the message names it.</exception>
    internal static JsonElement ReadObject(string path, long maxBytes = 64 << 20)
    {
        try { return Parse(RegularFile.ReadAll(path, maxBytes)); }
        catch (FormatException e) { throw new InvalidDataException($"'{path}': {e.Message}", e); }
    }

    /// <summary>
    /// Parses the object in the bytes of a file. A byte-order mark is skipped. Numbers that JSON lacks (NaN, Infinity), which Python writes, become texts, so
    /// that only who needs the number refuses it. Comments, trailing commas and duplicate keys are rejected, although Python's reader accepts the last.
    /// </summary>
    /// <exception cref="FormatException">
    /// It is not UTF-8 or not a JSON object, repeats a key, or nests more than 64 levels deep; the message says which.
    /// </exception>
    internal static JsonElement Parse(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> json = TextFile.WithoutByteOrderMark(bytes);
        if (!Utf8.IsValid(json)) throw new FormatException("not valid JSON: its text is not UTF-8.");
        try
        {
            JsonElement root;
            try { root = Parsed(json); }
            catch (JsonException) when (json.IndexOfAny("NI"u8) >= 0) { root = Parsed(NotFiniteNumbers.Wrapped(json.ToArray(), "\""u8, "\""u8)); }
            return root.ValueKind == JsonValueKind.Object ? root : throw new FormatException($"a JSON object is expected, not {root.ValueKind}.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a key that is not valid Unicode.
            (string place, string cause) = e is JsonException { LineNumber: not null } malformed
                ? ($" at {JsonPlace.Of(malformed)}", $"{JsonPlace.Without(malformed)}.") : ("", e.Message);
            throw new FormatException($"not valid JSON{place}: {DisplayText.Of(cause, 200)}", e);
        }
    }

    private static JsonElement Parsed(ReadOnlySpan<byte> json) =>
        JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
}

/// <summary>Reads untrusted text files.</summary>
internal static class TextFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the lines, without line ends and byte-order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The largest accepted size. Default: 64 MiB.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is larger, or not UTF-8; the message names it.</exception>
    internal static IEnumerable<string> Lines(string path, long maxBytes = 64 << 20)
    {
        var reader = new StringReader(Text(RegularFile.ReadAll(path, maxBytes), path));
        while (reader.ReadLine() is { } line) yield return line;
    }

    /// <summary>Decodes the bytes of a file, without a byte-order mark.</summary>
    /// <exception cref="InvalidDataException">They are not UTF-8; the message names the file.</exception>
    internal static string Text(ReadOnlySpan<byte> bytes, string path)
    {
        try { return Strict.GetString(WithoutByteOrderMark(bytes)); }
        catch (DecoderFallbackException e) { throw new InvalidDataException($"'{path}' is not UTF-8, at byte {e.Index}.", e); }
    }

    /// <summary>Removes the byte-order mark of UTF-8.</summary>
    internal static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;
}
