using System.Globalization;

namespace Kif.Tokenizers;

/// <summary>A filter: transforms the value before its bar (<c>|</c>).</summary>
internal delegate object? JinjaFilter(object? value, JinjaArguments arguments, JinjaBudget budget);

/// <summary>The filters by name: those of single values here, of texts in <see cref="JinjaTextFilters"/>, of lists in <see cref="JinjaListFilters"/>.</summary>
internal static class JinjaFilters
{
    private static readonly string[] Refused = ["pprint", "random", "urlize", "wordwrap"];

    /// <summary>The filters that see whether a string is marked as HTML.</summary>
    private static readonly string[] SeeMarkup = ["safe", "e", "escape", "default", "d", "list", "first", "last", "length", "count", "string", "attr"];

    /// <summary>The filters whose result is marked if their value is.</summary>
    private static readonly string[] KeepMarkup = ["upper", "lower", "trim", "capitalize", "indent", "truncate", "center", "reverse"];

    private static readonly Dictionary<string, JinjaFilter> Known = new(JinjaListFilters.All.Concat(JinjaTextFilters.All), StringComparer.Ordinal)
    {
        ["safe"] = (value, _, _) => new JinjaMarkup(PythonRepr.Str(value)),
        ["e"] = (value, _, budget) => Charged(JinjaMarkup.Escaped(value), budget),
        ["escape"] = (value, _, budget) => Charged(JinjaMarkup.Escaped(value), budget),
        ["forceescape"] = (value, _, budget) => Charged(new JinjaMarkup(JinjaMarkup.Escape(PythonRepr.Str(value))), budget),
        ["string"] = (value, _, budget) => value is JinjaMarkup ? value : budget.Charged(PythonRepr.Str(value)),
        ["default"] = Default,
        ["d"] = Default,
        ["attr"] = (value, arguments, budget) => value is JinjaMap
            ? (object?)JinjaFields.Method(value, arguments.Text(0, "name"), budget) ?? new JinjaUndefined($"the attribute {arguments.Text(0, "name")}")
            : JinjaFields.Attribute(value, arguments.Text(0, "name"), budget),
        ["tojson"] = (value, arguments, budget) => JinjaJson.Write(value, arguments, budget),
        ["int"] = Int,
        ["float"] = (value, arguments, _) => Number(Defined(value, "float")) ?? arguments.Get(0, "default", 0.0),
        ["abs"] = (value, _, _) => JinjaValue.Number(value) is not { } number ? throw new JinjaException($"abs: {JinjaValue.Kind(value)} is no number.")
            : number < 0 ? JinjaArithmetic.Negative(value) : value is bool ? JinjaValue.Whole(value) : value,
        ["round"] = Rounded,
        ["filesizeformat"] = FileSize,
    };

    public static IEnumerable<string> Names => Known.Keys;

    /// <summary>Returns a filter, or null.</summary>
    /// <exception cref="JinjaException">Jinja has it, but no chat template can use it.</exception>
    public static JinjaFilter? Named(string name) => Refused.Contains(name) ? throw new JinjaException($"the filter {name} is not supported.")
        : Known.GetValueOrDefault(name) is not { } filter ? null
        : SeeMarkup.Contains(name) ? filter
        : (value, arguments, budget) => filter(JinjaMarkup.Plain(value), arguments, budget) is var result && value is JinjaMarkup && KeepMarkup.Contains(name)
            ? new JinjaMarkup(PythonRepr.Str(result)) : result;

    private static JinjaMarkup Charged(JinjaMarkup markup, JinjaBudget budget)
    {
        budget.Charge(markup.Text.Length);
        return markup;
    }

    private static object? Default(object? value, JinjaArguments arguments, JinjaBudget budget) =>
        value is JinjaUndefined || (JinjaValue.Truth(arguments.Get(1, "boolean", false)) && !JinjaValue.Truth(value))
            ? arguments.Get(0, "default_value", "")
            : value;

    private static object? Int(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        Defined(value, "int");
        if (value is string text && Whole(text.Trim(), arguments.Integer(1, "base", 10)) is { } whole) return whole;
        if (value is long or bool) return JinjaValue.Whole(value);
        return Number(value) is { } real && double.IsFinite(real)
            ? Math.Abs(real) < long.MaxValue ? (long)real : throw new JinjaException($"int: {PythonRepr.Float(real)} is too large.")
            : arguments.Get(0, "default", 0L);
    }

    private static object? Defined(object? value, string filter) =>
        value is JinjaUndefined missing ? throw new JinjaException($"{filter}: {missing.What} is undefined.") : value;

    /// <summary>Reads a whole number as Python's <c>int</c> does, with a prefix for bases 2, 8 and 16 and single underscores.</summary>
    private static long? Whole(string text, int radix)
    {
        string digits = text.TrimStart('+', '-');
        if (text.Length - digits.Length > 1) return null;
        string prefix = radix switch { 2 => "0b", 8 => "0o", 16 => "0x", _ => "" };
        if (prefix.Length > 0 && digits.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) digits = digits[2..];
        if (digits.Length == 0 || digits[0] == '_' || digits[^1] == '_' || digits.Contains("__", StringComparison.Ordinal)) return null;
        long number = 0;
        foreach (char unit in digits.Where(unit => unit != '_'))
        {
            double digit = char.IsAsciiLetter(unit) ? char.ToLowerInvariant(unit) - 'a' + 10 : char.IsDigit(unit) ? CharUnicodeInfo.GetNumericValue(unit) : -1;
            if (digit < 0 || digit >= radix) return null;
            try { number = checked((number * radix) + (long)digit); }
            catch (OverflowException) { throw new JinjaException($"int: {text} is too large."); }
        }
        return text.StartsWith('-') ? -number : number;
    }

    private static double? Number(object? value) => value is string text ? Real(text.Trim()) : JinjaValue.Number(value);

    private static double? Real(string text)
    {
        string word = text.TrimStart('+', '-').ToLowerInvariant();
        if (word is "inf" or "infinity") return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        if (word == "nan") return double.NaN;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        string digits = string.Concat(text.Where(unit => unit != '_').Select(
            unit => char.IsDigit(unit) ? (char)('0' + (int)CharUnicodeInfo.GetNumericValue(unit)) : unit));
        return double.TryParse(digits, Style, CultureInfo.InvariantCulture, out double real) ? real : null;
    }

    private static object? Rounded(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        double real = JinjaValue.Number(value) ?? throw new JinjaException($"round: {JinjaValue.Kind(value)} is no number.");
        var (places, method) = (arguments.Integer(0, "precision", 0), arguments.Get(1, "method", "common") as string);
        double scale = Math.Pow(10, places);
        return method switch
        {
            "common" when value is long or bool => places >= 0 ? JinjaValue.Whole(value) : (object)(long)PythonNumber.Round(real, places),
            "common" => PythonNumber.Round(real, places),
            "ceil" => (Math.Ceiling(real * scale) / scale) + 0.0,
            "floor" => (Math.Floor(real * scale) / scale) + 0.0,
            _ => throw new JinjaException($"round: the method is {method}; allowed: common, ceil, floor."),
        };
    }

    private static object? FileSize(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        double size = Number(value) ?? throw new JinjaException($"filesizeformat: {JinjaValue.Kind(value)} is no number.");
        bool binary = JinjaValue.Truth(arguments.Get(0, "binary", false));
        double unit = binary ? 1024 : 1000;
        if (size == 1) return "1 Byte";
        if (size < unit) return $"{(long)size} Bytes";
        int power = 1;
        while (power < 8 && size >= Math.Pow(unit, power + 1)) power++;
        string letter = binary ? $"{"KMGTPEZY"[power - 1]}i" : $"{"kMGTPEZY"[power - 1]}";
        return $"{PythonNumber.Fixed(unit * size / Math.Pow(unit, power + 1), 1)} {letter}B";
    }
}
