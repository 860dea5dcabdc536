using System.Buffers;

namespace Kif.Models;

/// <summary>Finds the numbers that Python writes and JSON lacks: NaN, Infinity and -Infinity.</summary>
internal static class NotFiniteNumbers
{
    /// <summary>Puts bytes around such numbers outside texts; returns the same array if there are none.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="before">The bytes before each number.</param>
    /// <param name="after">The bytes after it.</param>
    public static byte[] Wrapped(byte[] json, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        ReadOnlySpan<byte> all = json;
        if (all.IndexOf("NaN"u8) < 0 && all.IndexOf("Infinity"u8) < 0) return json;
        var result = new ArrayBufferWriter<byte>(json.Length + 256);
        bool text = false;
        int kept = 0;
        for (int i = 0; i < all.Length; i++)
        {
            // A text ends with its line: one that is not closed does no harm to the next line.
            if (all[i] == '\n') text = false;
            else if (text && all[i] == '\\') i++;
            else if (all[i] == '"') text = !text;
            else if (!text && Word(all[i..]) is > 0 and var length && (i == 0 || !char.IsAsciiLetterOrDigit((char)all[i - 1])))
            {
                result.Write(all[kept..i]);
                result.Write(before);
                result.Write(all.Slice(i, length));
                result.Write(after);
                kept = i + length;
                i = kept - 1;
            }
        }
        if (kept == 0) return json;
        result.Write(all[kept..]);
        return result.WrittenSpan.ToArray();
    }

    /// <summary>Returns the length of the number that JSON lacks at the start; 0 if there is none.</summary>
    private static int Word(ReadOnlySpan<byte> rest)
    {
        int length = rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("-Infinity"u8) ? 9 : 0;
        return length > 0 && (rest.Length == length || !char.IsAsciiLetterOrDigit((char)rest[length])) ? length : 0;
    }
}
