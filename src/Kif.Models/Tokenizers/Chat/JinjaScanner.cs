using System.Globalization;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>Reads single tokens inside a tag.</summary>
internal static class JinjaScanner
{
    private static readonly string[] Long = ["**", "//", "==", "!=", ">=", "<="];
    private const string Short = "+-*/%~[](){}<>=.:|,;";

    public static int SkipBlanks(string source, int at)
    {
        while (at < source.Length && PythonText.IsSpace(source[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>Returns the name that begins at a position; empty if none does.</summary>
    public static string NameAt(string source, int at)
    {
        var end = at;
        while (end < source.Length && (source[end] == '_' || (end == at ? char.IsLetter(source[end]) : char.IsLetterOrDigit(source[end]))))
        {
            end++;
        }

        return at < source.Length ? source[at..end] : "";
    }

    /// <summary>Returns the token that begins at a position.</summary>
    public static JinjaToken Next(string source, int at, int line, out int next)
    {
        if (at >= source.Length)
        {
            throw new JinjaException($"line {line}: a tag is not closed.");
        }

        var name = NameAt(source, at);
        if (name.Length > 0)
        {
            next = at + name.Length;
            return new(JinjaTokenKind.Name, name, line);
        }

        if (source[at] is '"' or '\'')
        {
            return new(JinjaTokenKind.String, JinjaLiteral.Read(source, at, line, out next), line);
        }

        if (char.IsAsciiDigit(source[at]))
        {
            return Number(source, at, line, out next);
        }

        var longer = Long.FirstOrDefault(known => string.CompareOrdinal(source, at, known, 0, 2) == 0);
        next = at + (longer is null ? 1 : 2);
        return longer is not null || Short.Contains(source[at])
            ? new(JinjaTokenKind.Operator, source[at..next], line)
            : throw new JinjaException($"line {line}: unexpected character '{source[at]}'");
    }

    /// <summary>Finds the range of a raw block's content and the position after its end tag.</summary>
    public static (int From, int To, int Next)? EndRaw(string source, int from)
    {
        for (var at = source.IndexOf("{%", from, StringComparison.Ordinal); at >= 0; at = source.IndexOf("{%", at + 2, StringComparison.Ordinal))
        {
            var name = SkipBlanks(source, at + (at + 2 < source.Length && source[at + 2] is '-' or '+' ? 3 : 2));
            if (NameAt(source, name) == "endraw" && source.IndexOf("%}", name, StringComparison.Ordinal) is >= 0 and var close)
            {
                var to = source[at + 2] == '-' ? from + source[from..at].TrimEnd().Length : at;
                return (from, to, close + 2);
            }
        }

        return null;
    }

    private static JinjaToken Number(string source, int at, int line, out int next)
    {
        int radix = at + 1 < source.Length && source[at] == '0' ? char.ToLowerInvariant(source[at + 1]) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 10 } : 10;
        if (radix != 10)
        {
            next = at + 2;
            while (next < source.Length && (char.IsAsciiHexDigit(source[next]) || source[next] == '_')) next++;
            string digits = source[(at + 2)..next].Replace("_", "", StringComparison.Ordinal);
            try { return new(JinjaTokenKind.Integer, Convert.ToInt64(digits, radix).ToString(CultureInfo.InvariantCulture), line); }
            catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
            {
                throw new JinjaException($"line {line}: {source[at..next]} is no number.");
            }
        }

        var end = Digits(source, at);
        var kind = JinjaTokenKind.Integer;
        if (end + 1 < source.Length && source[end] == '.' && char.IsAsciiDigit(source[end + 1]))
        {
            (end, kind) = (Digits(source, end + 1), JinjaTokenKind.Float);
        }

        if (end < source.Length && source[end] is 'e' or 'E')
        {
            var power = end + 1 < source.Length && source[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (power < source.Length && char.IsAsciiDigit(source[power]))
            {
                (end, kind) = (Digits(source, power), JinjaTokenKind.Float);
            }
        }

        next = end;
        return new(kind, source[at..end].Replace("_", "", StringComparison.Ordinal), line);
    }

    private static int Digits(string source, int at)
    {
        while (at < source.Length && (char.IsAsciiDigit(source[at]) || source[at] == '_'))
        {
            at++;
        }

        return at;
    }
}

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
