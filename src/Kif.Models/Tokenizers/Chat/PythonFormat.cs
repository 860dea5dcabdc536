using System.Globalization;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>Python's <c>format</c>: the texts of <c>str.format</c> and their fields such as <c>{:&gt;8.2f}</c>.</summary>
internal static class PythonFormat
{
    private const int MostWidth = 100_000;

    /// <summary>Fills the fields of a text.</summary>
    /// <exception cref="JinjaException">A field is malformed, has no argument or does not fit it.</exception>
    public static string Fill(string format, JinjaArguments arguments, JinjaBudget budget)
    {
        int next = 0;
        return budget.Charged(Fill(format, arguments, budget, ref next, depth: 2));
    }

    private static string Fill(string format, JinjaArguments arguments, JinjaBudget budget, ref int next, int depth)
    {
        var text = new StringBuilder();
        for (int at = 0; at < format.Length; at++)
        {
            char unit = format[at];
            if (unit is '{' or '}' && at + 1 < format.Length && format[at + 1] == unit)
            {
                text.Append(unit);
                at++;
            }
            else if (unit == '{')
            {
                int end = Close(format, at);
                text.Append(Field(format[(at + 1)..end], arguments, budget, ref next, depth));
                at = end;
            }
            else
            {
                text.Append(unit != '}' ? unit : throw new JinjaException("format: a } without a {."));
            }
        }
        return text.ToString();
    }

    private static int Close(string format, int open)
    {
        int depth = 0;
        for (int at = open; at < format.Length; at++)
        {
            depth += format[at] == '{' ? 1 : format[at] == '}' ? -1 : 0;
            if (depth == 0) return at;
        }
        throw new JinjaException("format: a { without a }.");
    }

    private static string Field(string field, JinjaArguments arguments, JinjaBudget budget, ref int next, int depth)
    {
        int bracket = field.IndexOf('[', StringComparison.Ordinal), from = bracket < 0 ? 0 : Math.Max(0, field.IndexOf(']', bracket));
        int stop = field.AsSpan(from).IndexOfAny('!', ':') is >= 0 and var mark ? from + mark : field.Length;
        object? value = Value(field[..stop], arguments, budget, ref next);
        string rest = field[stop..];
        if (rest is ['!', var conversion, ..])
        {
            value = conversion switch
            {
                's' => PythonRepr.Str(value),
                'r' => PythonRepr.Repr(value),
                'a' => PythonRepr.Ascii(value),
                _ => throw new JinjaException($"format: the conversion !{conversion}; allowed: s, r, a."),
            };
            rest = rest[2..];
        }
        string spec = rest.Length == 0 ? "" : rest[0] == ':' ? rest[1..] : throw new JinjaException("format: a colon is expected after a conversion.");
        if (spec.Contains('{'))
            spec = depth > 1 ? Fill(spec, arguments, budget, ref next, depth - 1) : throw new JinjaException("format: fields are nested too deep.");
        return One(value, spec);
    }

    private static object? Value(string path, JinjaArguments arguments, JinjaBudget budget, ref int next)
    {
        int end = path.AsSpan().IndexOfAny('.', '[') is >= 0 and var mark ? mark : path.Length;
        string name = path[..end];
        object? value = name.Length == 0 ? At(next++) : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? At(index)
            : arguments.Named.TryGetValue(name, out object? named) ? named : throw new JinjaException($"format: there is no argument {name}.");
        for (int at = end; at < path.Length;)
        {
            bool item = path[at] == '[';
            int close = item ? path.IndexOf(']', at) : path.AsSpan(at + 1).IndexOfAny('.', '[') is >= 0 and var dot ? at + 1 + dot : path.Length;
            if (close < 0) throw new JinjaException("format: a [ without a ].");
            string key = path[(at + 1)..close];
            value = !item ? JinjaFields.Attribute(value, key, budget)
                : JinjaFields.Item(value, long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : key, budget);
            if (value is JinjaUndefined missing) throw new JinjaException($"format: {missing.What} is undefined.");
            at = item ? close + 1 : close;
        }
        return value;

        object? At(int place) => place < arguments.Positional.Count ? arguments.Positional[place]
            : throw new JinjaException($"format: there is no argument {place}.");
    }

    /// <summary>Formats one value by the part of its field after the colon.</summary>
    public static string One(object? value, string spec)
    {
        if (spec.Length == 0) return PythonRepr.Str(value);
        FormatSpec read = FormatSpec.Read(spec);
        if (read.Width > MostWidth || read.Precision > 1000) throw new JinjaException($"format: '{spec}' is too wide.");
        return value switch
        {
            string or JinjaMarkup => Text(PythonRepr.Str(value), read),
            long or bool when !"eEfFgG%".Contains(read.Type) || read.Type == '\0' => Whole(JinjaValue.Whole(value), read),
            long or bool or double => Real(JinjaValue.Number(value)!.Value, read),
            _ => throw new JinjaException($"format: {JinjaValue.Kind(value)} takes no '{spec}'."),
        };
    }

    private static string Text(string text, FormatSpec spec)
    {
        if (spec.Type is not ('\0' or 's') || spec.Sign != '\0' || spec.Grouping != '\0' || spec.Align == '=' || spec.Alternate)
            throw new JinjaException("format: a string takes a width, a precision and the type s.");
        return Padded(spec.Precision is { } most ? PythonText.First(text, most) : text, "", spec, '<');
    }

    private static string Whole(long value, FormatSpec spec)
    {
        if (spec.Precision is not null) throw new JinjaException("format: a whole number takes no precision.");
        bool groups = spec.Grouping != '\0', bits = spec.Type is 'x' or 'X' or 'b' or 'o';
        if (spec.Type == 'c' && spec.Sign != '\0' || groups && spec.Type is 'c' or 'n' || spec.Grouping == ',' && bits)
            throw new JinjaException($"format: the type {spec.Type} takes no sign or no grouping.");
        ulong size = value < 0 ? (ulong)-value : (ulong)value;
        (string digits, string prefix) = spec.Type switch
        {
            '\0' or 'd' or 'n' => (size.ToString(CultureInfo.InvariantCulture), ""),
            'x' => (size.ToString("x", CultureInfo.InvariantCulture), "0x"),
            'X' => (size.ToString("X", CultureInfo.InvariantCulture), "0X"),
            'b' => (size.ToString("b", CultureInfo.InvariantCulture), "0b"),
            'o' => (Convert.ToString((long)size, 8), "0o"),
            'c' => (PythonText.Character(value), ""),
            _ => throw new JinjaException($"format: a whole number takes no type {spec.Type}."),
        };
        string sign = SignOf(value < 0, spec) + (spec.Alternate ? prefix : "");
        return Padded(Grouped(digits, spec, bits ? 4 : 3, sign.Length), sign, spec, '>');
    }

    private static string Real(double value, FormatSpec spec)
    {
        if (spec.Grouping != '\0' && spec.Type == 'n') throw new JinjaException("format: the type n takes no grouping.");
        bool negative = double.IsNegative(value) && !double.IsNaN(value);
        double size = Math.Abs(value);
        string digits = spec.Type switch
        {
            'f' or 'F' => PythonNumber.Fixed(size, spec.Precision ?? 6),
            '%' => PythonNumber.Fixed(size * 100, spec.Precision ?? 6) + "%",
            'e' or 'E' => PythonNumber.Exponential(size, spec.Precision ?? 6),
            'g' or 'G' or 'n' => PythonNumber.General(size, spec.Precision ?? 6, spec.Alternate),
            '\0' when spec.Precision is { } digit => WithPoint(PythonNumber.General(size, digit, spec.Alternate, Math.Max(digit, 1) - 1)),
            '\0' => PythonRepr.Float(size),
            _ => throw new JinjaException($"format: a number with a fraction takes no type {spec.Type}."),
        };
        digits = spec.Alternate ? PythonNumber.Pointed(digits) : digits;
        digits = char.IsAsciiLetterUpper(spec.Type) ? digits.ToUpperInvariant() : digits;
        int end = digits.AsSpan().IndexOfAnyExceptInRange('0', '9') is >= 0 and var point ? point : digits.Length;
        string sign = SignOf(negative, spec);
        return Padded(Grouped(digits[..end], spec, 3, sign.Length + digits.Length - end) + digits[end..], sign, spec, '>');
    }

    private static string WithPoint(string text) => text.All(char.IsAsciiDigit) ? text + ".0" : text;

    private static string SignOf(bool negative, FormatSpec spec) => negative ? "-" : spec.Sign is '+' or ' ' ? spec.Sign.ToString() : "";

    /// <summary>Puts separators between digits; zeros that fill the width are grouped too.</summary>
    private static string Grouped(string digits, FormatSpec spec, int size, int beside)
    {
        if (spec.Grouping == '\0') return digits;
        string grouped = Separated(digits);
        while (spec.Fill == "0" && spec.AlignOr('>') == '=' && grouped.Length + beside < spec.Width) grouped = Separated(digits = "0" + digits);
        return grouped;

        string Separated(string plain)
        {
            var text = new StringBuilder(plain);
            for (int at = plain.Length - size; at > 0; at -= size) text.Insert(at, spec.Grouping);
            return text.ToString();
        }
    }

    private static string Padded(string text, string sign, FormatSpec spec, char align)
    {
        align = spec.AlignOr(align);
        if (align == '=') return sign + PythonText.Pad(text, spec.Width - sign.Length, '>', spec.Fill);
        // An odd blank goes to the right here, unlike in str.center.
        int pad = Math.Max(0, spec.Width - PythonText.Length(sign + text)), left = align == '<' ? 0 : align == '>' ? pad : pad / 2;
        return PythonText.Repeated(spec.Fill, left) + sign + text + PythonText.Repeated(spec.Fill, pad - left);
    }

    /// <summary>A field's format: <c>[[fill]align][sign][#][0][width][grouping][.precision][type]</c>; '\0' where nothing is said.</summary>
    private sealed record FormatSpec(
        string Fill, char Align, bool Zeros, char Sign, bool Alternate, int Width, char Grouping, int? Precision, char Type)
    {
        /// <summary>Returns the alignment: numbers that are filled with zeros have them behind the sign.</summary>
        public char AlignOr(char otherwise) => Align != '\0' ? Align : Zeros && otherwise == '>' ? '=' : otherwise;

        public static FormatSpec Read(string spec)
        {
            string fill = " ";
            char align = '\0', sign = '\0', grouping = '\0', type = '\0';
            int at = 0, second = spec.Length > 1 && char.IsHighSurrogate(spec[0]) ? 2 : 1;
            bool filled = spec.Length > second && "<>=^".Contains(spec[second]);
            if (filled) (fill, align, at) = (spec[..second], spec[second], second + 1);
            else if ("<>=^".Contains(spec[0])) (align, at) = (spec[0], 1);
            if (at < spec.Length && "+- ".Contains(spec[at])) sign = spec[at++];
            bool alternate = at < spec.Length && spec[at] == '#';
            at += alternate ? 1 : 0;
            if (!filled && at < spec.Length && spec[at] == '0') fill = "0";
            bool zeros = !filled && fill == "0" && align == '\0';
            int? width = Number(spec, ref at), precision = null;
            if (at < spec.Length && spec[at] is ',' or '_') grouping = spec[at++];
            if (at < spec.Length && spec[at] == '.')
            {
                at++;
                precision = Number(spec, ref at) ?? throw new JinjaException($"format: '{spec}' has a point without a precision.");
            }
            if (at < spec.Length) type = spec[at++];
            return at == spec.Length ? new(fill, align, zeros, sign, alternate, width ?? 0, grouping, precision, type)
                : throw new JinjaException($"format: '{spec}' is no format.");
        }

        private static int? Number(string spec, ref int at)
        {
            int start = at;
            while (at < spec.Length && char.IsAsciiDigit(spec[at])) at++;
            return at == start ? null : int.TryParse(spec.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number : throw new JinjaException($"format: '{spec}' is too wide.");
        }
    }
}
