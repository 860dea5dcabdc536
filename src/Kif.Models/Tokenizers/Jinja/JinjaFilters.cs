namespace Kif.Models.Tokenizers.Jinja;

/// <summary>The filters by name: filters of single values here, filters of lists in <see cref="ListFilters"/>.</summary>
internal static class JinjaFilters
{
    private static readonly Dictionary<string, JinjaFilter> Known = new(ListFilters.All, StringComparer.Ordinal)
    {
        ["trim"] = (value, arguments, budget) => budget.Made(StringMethods.Stripped(PythonText.Str(value), arguments, true, true)),
        ["upper"] = (value, _, budget) => budget.Made(PythonText.Str(value).ToUpperInvariant()),
        ["lower"] = (value, _, budget) => budget.Made(PythonText.Str(value).ToLowerInvariant()),
        ["title"] = (value, _, budget) => budget.Made(StringMethods.Title(PythonText.Str(value))),
        ["capitalize"] = (value, _, budget) => budget.Made(StringMethods.Capitalized(PythonText.Str(value))),
        ["replace"] = (value, arguments, budget) => StringMethods.Replaced(PythonText.Str(value), arguments, budget),
        ["string"] = (value, _, budget) => budget.Made(PythonText.Str(value)),
        ["safe"] = (value, _, _) => value,
        ["default"] = Default,
        ["d"] = Default,
        ["tojson"] = (value, arguments, budget) => JinjaJson.Write(value, arguments, budget),
        ["indent"] = Indented,
        ["int"] = Int,
        ["float"] = (value, arguments, _) => Number(value) ?? arguments.Get(0, "default", 0.0),
        ["abs"] = (value, _, _) => JinjaValue.Number(value) is < 0 ? JinjaArithmetic.Negative(value) : value,
        ["round"] = Rounded,
    };

    public static IEnumerable<string> Names => Known.Keys;

    public static JinjaFilter? Named(string name) => Known.GetValueOrDefault(name);

    private static object? Default(object? value, JinjaArguments arguments, JinjaBudget budget) =>
        value is Undefined || (JinjaValue.Truth(arguments.Get(1, "boolean", false)) && !JinjaValue.Truth(value))
            ? arguments.Get(0, "default_value", "")
            : value;

    private static object? Indented(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        var width = arguments.Get(0, "width", 4L) is string given ? given : new string(' ', Math.Clamp(arguments.Whole(0, "width", 4), 0, 1024));
        var (first, blank) = (JinjaValue.Truth(arguments.Get(1, "first", false)), JinjaValue.Truth(arguments.Get(2, "blank", false)));
        var lines = StringMethods.Lines(PythonText.Str(value) + "\n").ToList();
        budget.Make((long)lines.Count * width.Length);
        var indented = lines.Select((line, at) => (at == 0 ? first : blank || line.Length > 0) ? width + line : line);
        return budget.Made(string.Join('\n', indented));
    }

    private static object? Int(object? value, JinjaArguments arguments, JinjaBudget budget) => value switch
    {
        string text when long.TryParse(text.Trim(), System.Globalization.CultureInfo.InvariantCulture, out var whole) => whole,
        _ when Number(value) is { } real && Math.Abs(real) < long.MaxValue => value is long or bool ? JinjaValue.Whole(value) : (long)real,
        _ => arguments.Get(0, "default", 0L),
    };

    private static double? Number(object? value) => value is string text
        ? double.TryParse(text.Trim(), System.Globalization.CultureInfo.InvariantCulture, out var real) ? real : null
        : JinjaValue.Number(value);

    private static object? Rounded(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        var real = JinjaValue.Number(value) ?? throw new JinjaException($"round: {JinjaValue.Kind(value)} is no number.");
        var (places, method) = (arguments.Whole(0, "precision", 0), arguments.Get(1, "method", "common") as string);
        var scale = Math.Pow(10, Math.Clamp(places, 0, 15));
        return method switch
        {
            "common" => Math.Round(real, Math.Clamp(places, 0, 15), MidpointRounding.ToEven),
            "ceil" => Math.Ceiling(real * scale) / scale,
            "floor" => Math.Floor(real * scale) / scale,
            _ => throw new JinjaException($"round: the method is {method}; allowed: common, ceil, floor."),
        };
    }
}
