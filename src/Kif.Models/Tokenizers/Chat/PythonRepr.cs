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
        JinjaMarkup markup => markup.Text,
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
        JinjaMarkup markup => $"Markup({Quoted(markup.Text)})",
        JinjaList { Kind: JinjaListKind.List or JinjaListKind.Tuple } list =>
            (list.IsTuple ? "(" : "[") + string.Join(", ", list.Select(Repr)) + (list.IsTuple ? ")" : "]"),
        JinjaList { Kind: JinjaListKind.Range } range => range.Name,
        JinjaList { Kind: JinjaListKind.View } view => $"{view.Name}([{string.Join(", ", view.Select(Repr))}])",
        JinjaMap { Call: null } map => "{" + string.Join(", ", map.Select(entry => $"{Repr(entry.Key)}: {Repr(entry.Value)}")) + "}",
        JinjaUndefined => "Undefined",
        _ => throw new JinjaException($"{JinjaValue.Kind(value)} cannot be printed."),
    };

    /// <summary>Returns the value as it is shown within a list, in ASCII.</summary>
    public static string Ascii(object? value) => string.Concat(Repr(value).EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : Escaped(rune)));

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
                var same when same == quote => "\\" + quote,
                _ => PythonText.IsPrintable(rune) ? rune.ToString() : Escaped(rune),
            });
        }

        return quoted.Append(quote).ToString();
    }

    private static string Escaped(Rune rune) => rune.Value switch
    {
        < 0x100 => $"\\x{rune.Value:x2}",
        < 0x10000 => $"\\u{rune.Value:x4}",
        _ => $"\\U{rune.Value:x8}",
    };
}
