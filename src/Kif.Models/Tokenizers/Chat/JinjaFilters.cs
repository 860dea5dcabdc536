namespace Kif.Tokenizers;

/// <summary>The filters by name: filters of single values here, filters of lists in <see cref="JinjaListFilters"/>.</summary>
internal static class JinjaFilters
{
    private static readonly Dictionary<string, JinjaFilter> Known = new(JinjaListFilters.All, StringComparer.Ordinal)
    {
        ["trim"] = (value, arguments, budget) => budget.Charged(JinjaStringMethods.Stripped(PythonRepr.Str(value), arguments, true, true)),
        ["upper"] = (value, _, budget) => budget.Charged(PythonRepr.Str(value).ToUpperInvariant()),
        ["lower"] = (value, _, budget) => budget.Charged(PythonRepr.Str(value).ToLowerInvariant()),
        ["title"] = (value, _, budget) => budget.Charged(JinjaStringMethods.Title(PythonRepr.Str(value))),
        ["capitalize"] = (value, _, budget) => budget.Charged(JinjaStringMethods.Capitalized(PythonRepr.Str(value))),
        ["replace"] = (value, arguments, budget) => JinjaStringMethods.Replaced(PythonRepr.Str(value), arguments, budget),
        ["string"] = (value, _, budget) => budget.Charged(PythonRepr.Str(value)),
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
        value is JinjaUndefined || (JinjaValue.Truth(arguments.Get(1, "boolean", false)) && !JinjaValue.Truth(value))
            ? arguments.Get(0, "default_value", "")
            : value;

    private static object? Indented(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        var width = arguments.Get(0, "width", 4L) is string given ? given : new string(' ', Math.Clamp(arguments.Integer(0, "width", 4), 0, 1024));
        var (first, blank) = (JinjaValue.Truth(arguments.Get(1, "first", false)), JinjaValue.Truth(arguments.Get(2, "blank", false)));
        var lines = JinjaStringMethods.Lines(PythonRepr.Str(value) + "\n").ToList();
        budget.Charge((long)lines.Count * width.Length);
        var indented = lines.Select((line, at) => (at == 0 ? first : blank || line.Length > 0) ? width + line : line);
        return budget.Charged(string.Join('\n', indented));
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
        var (places, method) = (arguments.Integer(0, "precision", 0), arguments.Get(1, "method", "common") as string);
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

/// <summary>A filter: transforms the value before its bar (<c>|</c>).</summary>
internal delegate object? JinjaFilter(object? value, JinjaArguments arguments, JinjaBudget budget);

/// <summary>The filters of lists, dictionaries and other values with items.</summary>
internal static class JinjaListFilters
{
    public static IReadOnlyDictionary<string, JinjaFilter> All { get; } = new Dictionary<string, JinjaFilter>(StringComparer.Ordinal)
    {
        ["length"] = Length,
        ["count"] = Length,
        ["first"] = (value, _, budget) => Items(value, budget) is [var first, ..] ? first : new JinjaUndefined("the first item of nothing"),
        ["last"] = (value, _, budget) => Items(value, budget) is [.., var last] ? last : new JinjaUndefined("the last item of nothing"),
        ["list"] = (value, _, budget) => new JinjaList(Items(value, budget)),
        ["items"] = (value, _, _) => value switch
        {
            JinjaMap map => map.Items(),
            JinjaUndefined => new JinjaList([]),
            _ => throw new JinjaException($"items: {JinjaValue.Kind(value)} is no dictionary."),
        },
        ["dictsort"] = (value, _, _) => value is JinjaMap map
            ? new JinjaList(map.Items().OrderBy(entry => Folded(((JinjaList)entry!)[0], false), Comparer<object?>.Create(JinjaValue.Order)))
            : throw new JinjaException($"dictsort: {JinjaValue.Kind(value)} is no dictionary."),
        ["reverse"] = (value, _, budget) => value is string text
            ? JinjaSlice.Of(text, null, null, -1L, budget)
            : new JinjaList(Enumerable.Reverse(Items(value, budget))),
        ["join"] = Join,
        ["sort"] = Sort,
        ["unique"] = Unique,
        ["sum"] = (value, arguments, budget) => Mapped(value, arguments.Get(0, "attribute", null), budget)
            .Aggregate(arguments.Get(1, "start", 0L), (total, item) => JinjaArithmetic.Apply("+", total, item, budget)),
        ["min"] = (value, arguments, budget) => Extreme(Mapped(value, arguments.Get(1, "attribute", null), budget), 1),
        ["max"] = (value, arguments, budget) => Extreme(Mapped(value, arguments.Get(1, "attribute", null), budget), -1),
        ["map"] = Map,
        ["select"] = (value, arguments, budget) => Chosen(value, arguments, budget, fields: false, keeps: true),
        ["reject"] = (value, arguments, budget) => Chosen(value, arguments, budget, fields: false, keeps: false),
        ["selectattr"] = (value, arguments, budget) => Chosen(value, arguments, budget, fields: true, keeps: true),
        ["rejectattr"] = (value, arguments, budget) => Chosen(value, arguments, budget, fields: true, keeps: false),
    };

    private static JinjaList Items(object? value, JinjaBudget budget)
    {
        var items = JinjaValue.Items(value);
        budget.Spend(items.Count);
        return items;
    }

    private static JinjaList Mapped(object? value, object? attribute, JinjaBudget budget) => attribute is null
        ? Items(value, budget)
        : new JinjaList(Items(value, budget).Select(item => JinjaFields.Path(item, attribute, budget)));

    private static object? Length(object? value, JinjaArguments arguments, JinjaBudget budget) => value switch
    {
        string text => (long)(text.Length - text.Count(char.IsLowSurrogate)),
        _ => (long)JinjaValue.Items(value).Count,
    };

    private static object? Join(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        var items = Mapped(value, arguments.Get(1, "attribute", null), budget);
        return budget.Charged(string.Join(PythonRepr.Str(arguments.Get(0, "d", "")), items.Select(PythonRepr.Str)));
    }

    private static object? Sort(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        var (falls, exact) = (JinjaValue.Truth(arguments.Get(0, "reverse", false)), JinjaValue.Truth(arguments.Get(1, "case_sensitive", false)));
        var attribute = arguments.Get(2, "attribute", null);
        var order = Comparer<object?>.Create((a, b) => falls ? JinjaValue.Order(b, a) : JinjaValue.Order(a, b));
        return new JinjaList(Items(value, budget).OrderBy(item => Folded(attribute is null ? item : JinjaFields.Path(item, attribute, budget), exact), order));
    }

    private static object? Unique(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        var (exact, attribute) = (JinjaValue.Truth(arguments.Get(0, "case_sensitive", false)), arguments.Get(1, "attribute", null));
        var (seen, kept) = (new JinjaList([]), new JinjaList([]));
        foreach (var item in Items(value, budget))
        {
            var key = Folded(attribute is null ? item : JinjaFields.Path(item, attribute, budget), exact);
            budget.Spend(seen.Count);
            if (!JinjaValue.Contains(seen, key))
            {
                seen.Add(key);
                kept.Add(item);
            }
        }

        return kept;
    }

    private static object? Extreme(JinjaList items, int sign) => items.Count == 0
        ? new JinjaUndefined("the extreme of nothing")
        : items.Aggregate((best, item) => sign * JinjaValue.Order(Folded(item, false), Folded(best, false)) < 0 ? item : best);

    private static object? Map(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        var items = Items(value, budget);
        if (arguments.Named.TryGetValue("attribute", out var attribute))
        {
            return new JinjaList(items.Select(item => JinjaFields.Path(item, attribute, budget))
                .Select(found => found is JinjaUndefined ? arguments.Named.GetValueOrDefault("default", found) : found));
        }

        var name = arguments.Text(0, "filter");
        var filter = JinjaFilters.Named(name) ?? throw new JinjaException($"map: {UnknownName.Message("filter", name, JinjaFilters.Names)}");
        var rest = new JinjaArguments(name, [.. arguments.Positional.Skip(1)], arguments.Named);
        return new JinjaList(items.Select(item => filter(item, rest, budget)));
    }

    private static object? Chosen(object? value, JinjaArguments arguments, JinjaBudget budget, bool fields, bool keeps)
    {
        var field = fields ? arguments.Required(0, "attribute") : null;
        var rest = arguments.Positional.Skip(fields ? 1 : 0).ToArray();
        var name = rest is [string named, ..] ? named : null;
        var test = name is null
            ? (item, _) => JinjaValue.Truth(item)
            : JinjaTests.Named(name) ?? throw new JinjaException($"{arguments.Name}: {UnknownName.Message("test", name, JinjaTests.Names)}");
        var passed = new JinjaArguments(name ?? "truth", [.. rest.Skip(1)], arguments.Named);
        return new JinjaList(Items(value, budget).Where(item => test(fields ? JinjaFields.Path(item, field, budget) : item, passed) == keeps));
    }

    private static object? Folded(object? value, bool exact) => value is string text && !exact ? text.ToLowerInvariant() : value;
}

/// <summary>The tests that may follow <c>is</c>.</summary>
internal static class JinjaTests
{
    private static readonly Dictionary<string, Func<object?, JinjaArguments, bool>> Known = new(StringComparer.Ordinal)
    {
        ["defined"] = (value, _) => value is not JinjaUndefined,
        ["undefined"] = (value, _) => value is JinjaUndefined,
        ["none"] = (value, _) => value is null,
        ["true"] = (value, _) => value is true,
        ["false"] = (value, _) => value is false,
        ["boolean"] = (value, _) => value is bool,
        ["integer"] = (value, _) => value is long,
        ["float"] = (value, _) => value is double,
        ["number"] = (value, _) => value is long or double or bool,
        ["string"] = (value, _) => value is string,
        ["mapping"] = (value, _) => value is JinjaMap,
        ["sequence"] = (value, _) => value is JinjaList or JinjaMap or string or JinjaUndefined,
        ["iterable"] = (value, _) => value is JinjaList or JinjaMap or string or JinjaUndefined,
        ["callable"] = (value, _) => value is JinjaFunction,
        ["even"] = (value, _) => Remainder(value, 2) == 0,
        ["odd"] = (value, _) => Remainder(value, 2) == 1,
        ["divisibleby"] = (value, arguments) => Remainder(value, arguments.Integer(0, "num", 0)) == 0,
        ["lower"] = (value, _) => PythonRepr.Str(value) is var text && text.Any(char.IsLetter) && !text.Any(char.IsUpper),
        ["upper"] = (value, _) => PythonRepr.Str(value) is var text && text.Any(char.IsLetter) && !text.Any(char.IsLower),
        ["in"] = (value, arguments) => JinjaValue.Contains(arguments.Required(0, "seq"), value),
        ["sameas"] = (value, arguments) => arguments.Required(0, "other") is var other
            && (ReferenceEquals(value, other) || (value is bool or long && value.Equals(other))),
        ["filter"] = (value, _) => value is string name && JinjaFilters.Named(name) is not null,
        ["test"] = (value, _) => value is string name && Named(name) is not null,
    };

    static JinjaTests()
    {
        Alias((value, arguments) => JinjaValue.Same(value, arguments.Required(0, "other")), "eq", "equalto", "==");
        Alias((value, arguments) => !JinjaValue.Same(value, arguments.Required(0, "other")), "ne", "!=");
        Alias((value, arguments) => JinjaValue.Order(value, arguments.Required(0, "other")) < 0, "lt", "lessthan", "<");
        Alias((value, arguments) => JinjaValue.Order(value, arguments.Required(0, "other")) <= 0, "le", "<=");
        Alias((value, arguments) => JinjaValue.Order(value, arguments.Required(0, "other")) > 0, "gt", "greaterthan", ">");
        Alias((value, arguments) => JinjaValue.Order(value, arguments.Required(0, "other")) >= 0, "ge", ">=");
    }

    public static IEnumerable<string> Names => Known.Keys;

    public static Func<object?, JinjaArguments, bool>? Named(string name) => Known.GetValueOrDefault(name);

    private static void Alias(Func<object?, JinjaArguments, bool> test, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            Known[name] = test;
        }
    }

    private static long Remainder(object? value, long by) => value is long whole && by != 0
        ? ((whole % by) + Math.Abs(by)) % Math.Abs(by)
        : throw new JinjaException($"{PythonRepr.Repr(value)} cannot be divided by {by}.");
}
