using System.Globalization;
using System.Text;

namespace Kif.Models.Tokenizers.Jinja;

/// <summary>Reads string literals with Python's escapes.</summary>
internal static class JinjaLiteral
{
    private const string Simple = "\\'\"abfnrtv";
    private const string Meanings = "\\'\"\a\b\f\n\r\t\v";

    /// <summary>Reads the value of the literal that begins at a position.</summary>
    public static string Read(string source, int at, int line, out int next)
    {
        var (quote, text) = (source[at], new StringBuilder());
        for (next = at + 1; next < source.Length && source[next] != quote;)
        {
            if (source[next] == '\\' && next + 1 < source.Length)
            {
                next = Escape(source, next + 1, line, text);
            }
            else
            {
                text.Append(source[next++]);
            }
        }

        return next++ < source.Length ? text.ToString() : throw new JinjaException($"line {line}: a string is not closed.");
    }

    private static int Escape(string source, int at, int line, StringBuilder text)
    {
        var letter = source[at];
        if (Simple.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var known)
        {
            text.Append(Meanings[known]);
            return at + 1;
        }

        switch (letter)
        {
            case '\n': return at + 1;
            case 'x': return Code(source, at + 1, 2, 16, line, text);
            case 'u': return Code(source, at + 1, 4, 16, line, text);
            case 'U': return Code(source, at + 1, 8, 16, line, text);
            case >= '0' and <= '7':
                var length = 1;
                while (length < 3 && at + length < source.Length && source[at + length] is >= '0' and <= '7')
                {
                    length++;
                }

                return Code(source, at, length, 8, line, text);
            default:
                text.Append('\\').Append(letter);
                return at + 1;
        }
    }

    private static int Code(string source, int at, int length, int radix, int line, StringBuilder text)
    {
        var digits = source[at..Math.Min(at + length, source.Length)];
        var valid = digits.Length == length && digits.All(radix == 16 ? char.IsAsciiHexDigit : char.IsAsciiDigit);
        var code = !valid ? -1 : radix == 16 ? (long)uint.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : Convert.ToInt32(digits, 8);
        if (code is < 0 or > 0x10FFFF)
        {
            throw new JinjaException($"line {line}: the escape \\{source[at - 1]}{digits} is no character.");
        }

        text.Append(code is >= 0xD800 and <= 0xDFFF ? ((char)code).ToString() : char.ConvertFromUtf32((int)code));
        return at + length;
    }
}
