using System.Text;

namespace Kif.Models.Files;

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
        try { return Strict.GetString(WithoutMark(bytes)); }
        catch (DecoderFallbackException e) { throw new InvalidDataException($"'{path}' is not UTF-8, at byte {e.Index}.", e); }
    }

    /// <summary>Removes the byte-order mark of UTF-8.</summary>
    internal static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;
}
