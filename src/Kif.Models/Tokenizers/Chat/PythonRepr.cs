using System.Globalization;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>Writes values as Python does: <c>str()</c> and <c>repr()</c>.</summary>
internal static class PythonRepr
{
    /// <summary>Returns the value as it is printed.</summary>
    public static string Str(object? value) => value switch
    {
        string text => text,
        JinjaUndefined => "",
        _ => Repr(value),
    };

    /// <summary>Returns the value as it is shown within a list.</summary>
    public static string Repr(object? value) => CheckStack(value) switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        double real => Float(real),
        string text => Quoted(text),
        JinjaList { IsTuple: true, Count: 1 } tuple => $"({Repr(tuple[0])},)",
        JinjaList list => (list.IsTuple ? "(" : "[") + string.Join(", ", list.Select(Repr)) + (list.IsTuple ? ")" : "]"),
        JinjaMap map => "{" + string.Join(", ", map.Select(entry => $"{Quoted(entry.Key)}: {Repr(entry.Value)}")) + "}",
        JinjaUndefined => "Undefined",
        _ => throw new JinjaException($"{JinjaValue.Kind(value)} cannot be printed."),
    };

    /// <summary>Returns the shortest decimal that reads back as the number.</summary>
    public static string Float(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        var shortest = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var places = 0; places < 17; places++)
        {
            var candidate = value.ToString($"E{places}", CultureInfo.InvariantCulture);
            if (double.Parse(candidate, CultureInfo.InvariantCulture) == value)
            {
                shortest = candidate;
                break;
            }
        }

        var (sign, mantissa) = shortest[0] == '-' ? ("-", shortest[1..]) : ("", shortest);
        var power = int.Parse(mantissa[(mantissa.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
        var digits = mantissa[..mantissa.IndexOf('E', StringComparison.Ordinal)].Replace(".", "", StringComparison.Ordinal);
        return sign + power switch
        {
            < -4 or >= 16 => $"{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{(power < 0 ? "-" : "+")}{Math.Abs(power):00}",
            < 0 => "0." + new string('0', -power - 1) + digits,
            _ when digits.Length <= power + 1 => digits.PadRight(power + 1, '0') + ".0",
            _ => digits[..(power + 1)] + "." + digits[(power + 1)..],
        };
    }

    /// <summary>Returns the value; throws if it is nested too deep for the stack.</summary>
    internal static object? CheckStack(object? value)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        return value;
    }

    private static string Quoted(string text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var quoted = new StringBuilder().Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < 0x20 or 0x7F or (>= 0x80 and < 0xA1) or 0xAD => $"\\x{rune.Value:x2}",
                var same when same == quote => "\\" + quote,
                _ => rune.ToString(),
            });
        }

        return quoted.Append(quote).ToString();
    }
}

/// <summary>The filter <c>tojson</c> as transformers defines it: Python's <c>json.dumps</c>, which escapes neither HTML nor, by default, Unicode.</summary>
internal sealed class JinjaJson
{
    private readonly StringBuilder _text = new();
    private readonly bool _ascii;
    private readonly bool _sorted;
    private readonly string? _indent;
    private readonly string _between;
    private readonly string _colon;

    private JinjaJson(JinjaArguments arguments)
    {
        _ascii = JinjaValue.Truth(arguments.Get(0, "ensure_ascii", false));
        _indent = arguments.Get(1, "indent", null) switch
        {
            null => null,
            string given => given,
            _ => new string(' ', Math.Clamp(arguments.Integer(1, "indent", 0), 0, 1024)),
        };
        var separators = arguments.Get(2, "separators", null) as JinjaList;
        (_between, _colon) = separators is [string between, string colon] ? (between, colon) : (_indent is null ? ", " : ",", ": ");
        _sorted = JinjaValue.Truth(arguments.Get(3, "sort_keys", false));
    }

    public static string Write(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        var writer = new JinjaJson(arguments);
        writer.Value(value, 0);
        return budget.Charged(writer._text.ToString());
    }

    private void Value(object? value, int depth)
    {
        switch (PythonRepr.CheckStack(value))
        {
            case null: _text.Append("null"); break;
            case bool flag: _text.Append(flag ? "true" : "false"); break;
            case long whole: _text.Append(whole.ToString(CultureInfo.InvariantCulture)); break;
            case double.NaN: _text.Append("NaN"); break;
            case double real when double.IsInfinity(real): _text.Append(real > 0 ? "Infinity" : "-Infinity"); break;
            case double real: _text.Append(PythonRepr.Float(real)); break;
            case string text: Quoted(text); break;
            case JinjaList list: Items('[', ']', list, depth, item => Value(item, depth + 1)); break;
            case JinjaMap map:
                var entries = _sorted ? map.OrderBy(entry => entry.Key, StringComparer.Ordinal) : map.AsEnumerable();
                Items('{', '}', [.. entries], depth, entry =>
                {
                    Quoted(entry.Key);
                    _text.Append(_colon);
                    Value(entry.Value, depth + 1);
                });
                break;
            default: throw new JinjaException($"tojson: {JinjaValue.Kind(value)} cannot be written as JSON.");
        }
    }

    private void Items<T>(char open, char close, IReadOnlyList<T> items, int depth, Action<T> write)
    {
        _text.Append(open);
        for (var at = 0; at < items.Count; at++)
        {
            _text.Append(at > 0 ? _between : "");
            Line(depth + 1);
            write(items[at]);
        }

        if (items.Count > 0)
        {
            Line(depth);
        }

        _text.Append(close);
    }

    private void Line(int depth)
    {
        if (_indent is not null)
        {
            _text.Append('\n').Insert(_text.Length, _indent, depth);
        }
    }

    private void Quoted(string text)
    {
        _text.Append('"');
        foreach (var unit in text)
        {
            _text.Append(unit switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' => $"\\u{(int)unit:x4}",
                >= '\x7F' when _ascii && unit != '\x7F' => $"\\u{(int)unit:x4}",
                _ => unit.ToString(),
            });
        }

        _text.Append('"');
    }
}
