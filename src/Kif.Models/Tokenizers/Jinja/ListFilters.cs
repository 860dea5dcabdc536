namespace Kif.Models.Tokenizers.Jinja;

/// <summary>The filters of lists, dictionaries and other values with items.</summary>
internal static class ListFilters
{
    public static IReadOnlyDictionary<string, JinjaFilter> All { get; } = new Dictionary<string, JinjaFilter>(StringComparer.Ordinal)
    {
        ["length"] = Length,
        ["count"] = Length,
        ["first"] = (value, _, budget) => Items(value, budget) is [var first, ..] ? first : new Undefined("the first item of nothing"),
        ["last"] = (value, _, budget) => Items(value, budget) is [.., var last] ? last : new Undefined("the last item of nothing"),
        ["list"] = (value, _, budget) => new JinjaList(Items(value, budget)),
        ["items"] = (value, _, _) => value switch
        {
            JinjaMap map => map.Items(),
            Undefined => new JinjaList([]),
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
        return budget.Made(string.Join(PythonText.Str(arguments.Get(0, "d", "")), items.Select(PythonText.Str)));
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
        ? new Undefined("the extreme of nothing")
        : items.Aggregate((best, item) => sign * JinjaValue.Order(Folded(item, false), Folded(best, false)) < 0 ? item : best);

    private static object? Map(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        var items = Items(value, budget);
        if (arguments.Named.TryGetValue("attribute", out var attribute))
        {
            return new JinjaList(items.Select(item => JinjaFields.Path(item, attribute, budget))
                .Select(found => found is Undefined ? arguments.Named.GetValueOrDefault("default", found) : found));
        }

        var name = arguments.Text(0, "filter");
        var filter = JinjaFilters.Named(name) ?? throw new JinjaException($"map: {UnknownName.Message("filter", name, JinjaFilters.Names)}");
        var rest = new JinjaArguments(name, [.. arguments.Positional.Skip(1)], arguments.Named);
        return new JinjaList(items.Select(item => filter(item, rest, budget)));
    }

    private static object? Chosen(object? value, JinjaArguments arguments, JinjaBudget budget, bool fields, bool keeps)
    {
        var field = fields ? arguments.Need(0, "attribute") : null;
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
