using System.Globalization;
using System.Text;

namespace Kif.Models.Tokenizers.Jinja;

/// <summary>Writes values as Python does: <c>str()</c> and <c>repr()</c>.</summary>
internal static class PythonText
{
    /// <summary>Returns the value as it is printed.</summary>
    public static string Str(object? value) => value switch
    {
        string text => text,
        Undefined => "",
        _ => Repr(value),
    };

    /// <summary>Returns the value as it is shown within a list.</summary>
    public static string Repr(object? value) => Deeper(value) switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        double real => Float(real),
        string text => Quoted(text),
        JinjaList { IsTuple: true, Count: 1 } tuple => $"({Repr(tuple[0])},)",
        JinjaList list => (list.IsTuple ? "(" : "[") + string.Join(", ", list.Select(Repr)) + (list.IsTuple ? ")" : "]"),
        JinjaMap map => "{" + string.Join(", ", map.Select(entry => $"{Quoted(entry.Key)}: {Repr(entry.Value)}")) + "}",
        Undefined => "Undefined",
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
    internal static object? Deeper(object? value)
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
