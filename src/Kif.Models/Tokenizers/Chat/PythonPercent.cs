using System.Globalization;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>Python's <c>%</c> on strings: conversions such as <c>%5.2f</c> and <c>%(name)s</c>.</summary>
internal static class PythonPercent
{
    private const int MostWidth = 100_000;

    /// <summary>Fills a text.</summary>
    /// <param name="format">The text.</param>
    /// <param name="values">A tuple of values, a dictionary for named ones, or a single value.</param>
    /// <param name="budget">The limits.</param>
    /// <exception cref="JinjaException">A conversion is malformed, or the values do not fit.</exception>
    public static string Fill(string format, object? values, JinjaBudget budget)
    {
        var text = new StringBuilder();
        List<object?> given = values is JinjaList { IsTuple: true } tuple ? [.. tuple] : [values];
        int used = 0;
        bool named = false;
        for (int at = 0; at < format.Length; at++)
        {
            if (format[at] != '%')
            {
                text.Append(format[at]);
                continue;
            }
            at++;
            object? source = null;
            bool byName = at < format.Length && format[at] == '(';
            if (byName)
            {
                int close = format.IndexOf(')', at);
                string key = close < 0 ? throw new JinjaException("%: a name is not closed.") : format[(at + 1)..close];
                source = values is JinjaMap map && map.TryGetValue(key, out object? value) ? value : throw new JinjaException($"%: there is no value {key}.");
                (at, named) = (close + 1, true);
            }
            text.Append(Conversion(format, ref at, () => byName ? source : Next()));
        }
        if (used < given.Count && !named && values is not (JinjaMap or JinjaList { IsTuple: false }))
            throw new JinjaException("%: not all arguments are converted.");
        return budget.Charged(text.ToString());

        object? Next() => used < given.Count ? given[used++] : throw new JinjaException("%: there are too few arguments.");
    }

    private static string Conversion(string format, ref int at, Func<object?> next)
    {
        string flags = "";
        while (at < format.Length && "#0- +".Contains(format[at])) flags += format[at++];
        int width = Size(format, ref at, next) ?? 0;
        if (width < 0) (width, flags) = (-width, flags + "-");
        int? precision = null;
        if (at < format.Length && format[at] == '.')
        {
            at++;
            precision = Size(format, ref at, next) ?? 0;
        }
        while (at < format.Length && "hlL".Contains(format[at])) at++;
        if (width > MostWidth || precision > 1000) throw new JinjaException("%: a conversion is too wide.");
        char type = at < format.Length ? format[at] : throw new JinjaException("%: a conversion is incomplete.");
        if (type == '%') return "%";
        object? value = next();
        return type switch
        {
            's' => Text(PythonRepr.Str(value)),
            'r' => Text(PythonRepr.Repr(value)),
            'a' => Text(PythonRepr.Ascii(value)),
            'c' => Padded("", value is string one && PythonText.Length(one) == 1 ? one : PythonText.Character(Whole(value, type)), false),
            'd' or 'i' or 'u' => Number(value is double real ? Truncated(real) : Whole(value, type), size => size.ToString(CultureInfo.InvariantCulture), ""),
            'x' => Number(Whole(value, type), size => size.ToString("x", CultureInfo.InvariantCulture), "0x"),
            'X' => Number(Whole(value, type), size => size.ToString("X", CultureInfo.InvariantCulture), "0X"),
            'o' => Number(Whole(value, type), size => Convert.ToString((long)size, 8), "0o"),
            'f' or 'F' or 'e' or 'E' or 'g' or 'G' => Real(value),
            _ => throw new JinjaException($"%: the conversion {type} is not supported."),
        };

        string Text(string text) => Padded("", precision is { } most ? PythonText.First(text, most) : text, false);

        string Number(long number, Func<ulong, string> digits, string prefix)
        {
            string text = digits(number < 0 ? (ulong)-number : (ulong)number).PadLeft(precision ?? 0, '0');
            return Padded(Sign(number < 0) + (flags.Contains('#') ? prefix : ""), text, true);
        }

        string Real(object? given)
        {
            double number = JinjaValue.Number(given) ?? throw new JinjaException($"%{type}: {JinjaValue.Kind(given)} is no number.");
            double size = Math.Abs(number);
            bool point = flags.Contains('#');
            string text = char.ToLowerInvariant(type) switch
            {
                'f' => PythonNumber.Fixed(size, precision ?? 6),
                'e' => PythonNumber.Exponential(size, precision ?? 6),
                _ => PythonNumber.General(size, precision ?? 6, point),
            };
            text = point ? PythonNumber.Pointed(text) : text;
            return Padded(Sign(double.IsNegative(number)), char.IsAsciiLetterUpper(type) ? text.ToUpperInvariant() : text, double.IsFinite(number));
        }

        string Sign(bool negative) => negative ? "-" : flags.Contains('+') ? "+" : flags.Contains(' ') ? " " : "";

        string Padded(string sign, string text, bool zeros) => flags.Contains('-') ? PythonText.Pad(sign + text, width, '<', " ")
            : zeros && flags.Contains('0') ? sign + text.PadLeft(Math.Max(0, width - sign.Length), '0') : PythonText.Pad(sign + text, width, '>', " ");
    }

    private static int? Size(string format, ref int at, Func<object?> next)
    {
        if (at < format.Length && format[at] == '*')
        {
            at++;
            return (int)Math.Clamp(Whole(next(), '*'), -1_000_000, 1_000_000);
        }
        int start = at;
        while (at < format.Length && char.IsAsciiDigit(format[at])) at++;
        return at == start ? null : int.TryParse(format.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number : throw new JinjaException("%: a conversion is too wide.");
    }

    private static long Truncated(double real) => Math.Abs(real) < long.MaxValue ? (long)real
        : throw new JinjaException($"%d: {PythonRepr.Float(real)} is too large.");

    private static long Whole(object? value, char type) =>
        value is long or bool ? JinjaValue.Whole(value) : throw new JinjaException($"%{type}: {JinjaValue.Kind(value)} is no whole number.");
}
