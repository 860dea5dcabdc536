namespace Kif.Tokenizers;

/// <summary>The filters of lists, dictionaries and other values with items.</summary>
internal static class JinjaListFilters
{
    public static IReadOnlyDictionary<string, JinjaFilter> All { get; } = new Dictionary<string, JinjaFilter>(StringComparer.Ordinal)
    {
        ["length"] = Length,
        ["count"] = Length,
        ["first"] = First,
        ["last"] = (value, _, budget) => value is JinjaList { Kind: JinjaListKind.Iterator }
            ? throw new JinjaException("last: an iterator has no last item; |list makes a list of it.")
            : Items(value, budget) is [.., var last] ? last : new JinjaUndefined("the last item of nothing"),
        ["list"] = (value, _, budget) => new JinjaList(Items(value, budget)),
        ["items"] = (value, _, _) => value switch
        {
            JinjaMap map => JinjaList.Iterator(map.Items()),
            JinjaUndefined => JinjaList.Iterator([]),
            _ => throw new JinjaException($"items: {JinjaValue.Kind(value)} is no dictionary."),
        },
        ["dictsort"] = DictSort,
        ["reverse"] = (value, _, budget) => value is string text
            ? JinjaSlice.Of(text, null, null, -1L, budget)
            : JinjaList.Iterator(Enumerable.Reverse(Items(value, budget))),
        ["join"] = Join,
        ["sort"] = Sort,
        ["unique"] = Unique,
        ["sum"] = (value, arguments, budget) => Mapped(value, arguments.Get(0, "attribute", null), budget)
            .Aggregate(arguments.Get(1, "start", 0L), (total, item) => JinjaArithmetic.Apply("+", total, item, budget)),
        ["min"] = (value, arguments, budget) => Extreme(value, arguments, budget, 1),
        ["max"] = (value, arguments, budget) => Extreme(value, arguments, budget, -1),
        ["groupby"] = GroupBy,
        ["batch"] = Batch,
        ["slice"] = Slice,
        ["map"] = Map,
        ["select"] = (value, arguments, budget) => Chosen(value, arguments, budget, fields: false, keeps: true),
        ["reject"] = (value, arguments, budget) => Chosen(value, arguments, budget, fields: false, keeps: false),
        ["selectattr"] = (value, arguments, budget) => Chosen(value, arguments, budget, fields: true, keeps: true),
        ["rejectattr"] = (value, arguments, budget) => Chosen(value, arguments, budget, fields: true, keeps: false),
    };

    private static JinjaList Items(object? value, JinjaBudget budget)
    {
        JinjaList items = JinjaValue.Items(value);
        budget.Spend(items.Count);
        return items;
    }

    private static JinjaList Mapped(object? value, object? attribute, JinjaBudget budget) => attribute is null
        ? Items(value, budget)
        : new JinjaList(Items(value, budget).Select(item => JinjaFields.Path(item, attribute, budget)));

    private static object? Length(object? value, JinjaArguments arguments, JinjaBudget budget) => JinjaMarkup.Plain(value) switch
    {
        string text => (long)PythonText.Length(text),
        JinjaList { Kind: JinjaListKind.Iterator } => throw new JinjaException($"{arguments.Name}: an iterator has no length; |list makes a list of it."),
        _ => (long)JinjaValue.Items(value).Count,
    };

    private static object? First(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        if (value is not JinjaList { Kind: JinjaListKind.Iterator } iterator)
            return Items(value, budget) is [var first, ..] ? first : new JinjaUndefined("the first item of nothing");
        object? taken = iterator.Count > 0 ? iterator[0] : new JinjaUndefined("the first item of nothing");
        iterator.RemoveRange(0, Math.Min(1, iterator.Count));
        return taken;
    }

    private static object? DictSort(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        if (value is not JinjaMap map) throw new JinjaException($"dictsort: {JinjaValue.Kind(value)} is no dictionary.");
        bool exact = JinjaValue.Truth(arguments.Get(0, "case_sensitive", false)), falls = JinjaValue.Truth(arguments.Get(2, "reverse", false));
        int part = arguments.Get(1, "by", "key") switch { "key" => 0, "value" => 1, _ => throw new JinjaException("dictsort: by is 'key' or 'value'.") };
        budget.Spend(map.Count);
        return new JinjaList(map.Items().OrderBy(entry => Folded(((JinjaList)entry!)[part], exact), By(falls)));
    }

    private static object? Join(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        JinjaList items = Mapped(value, arguments.Get(1, "attribute", null), budget);
        return budget.Charged(string.Join(PythonRepr.Str(arguments.Get(0, "d", "")), items.Select(PythonRepr.Str)));
    }

    private static object? Sort(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        var (falls, exact) = (JinjaValue.Truth(arguments.Get(0, "reverse", false)), JinjaValue.Truth(arguments.Get(1, "case_sensitive", false)));
        object?[] attributes = arguments.Get(2, "attribute", null) is string several ? [.. several.Split(',')] : [arguments.Get(2, "attribute", null)];
        return new JinjaList(Items(value, budget).OrderBy(
            item => new JinjaList(attributes.Select(attribute => Key(item, attribute, exact, budget))), By(falls)));
    }

    private static Comparer<object?> By(bool falls) => Comparer<object?>.Create((a, b) => falls ? JinjaValue.Order(b, a) : JinjaValue.Order(a, b));

    private static object? Key(object? item, object? attribute, bool exact, JinjaBudget budget) =>
        Folded(attribute is null ? item : JinjaFields.Path(item, attribute, budget), exact);

    private static object? Unique(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        var (exact, attribute) = (JinjaValue.Truth(arguments.Get(0, "case_sensitive", false)), arguments.Get(1, "attribute", null));
        var (seen, kept) = (new JinjaList([]), new List<object?>());
        foreach (object? item in Items(value, budget))
        {
            object? key = Key(item, attribute, exact, budget);
            if (key is JinjaMap or JinjaList { IsTuple: false }) throw new JinjaException($"unique: {JinjaValue.Kind(key)} cannot be told apart from others.");
            budget.Spend(seen.Count);
            if (JinjaValue.Contains(seen, key)) continue;
            seen.Add(key);
            kept.Add(item);
        }
        return JinjaList.Iterator(kept);
    }

    private static object? Extreme(object? value, JinjaArguments arguments, JinjaBudget budget, int sign)
    {
        var (exact, attribute) = (JinjaValue.Truth(arguments.Get(0, "case_sensitive", false)), arguments.Get(1, "attribute", null));
        JinjaList items = Items(value, budget);
        return items.Count == 0 ? new JinjaUndefined("the extreme of nothing") : items.Aggregate((best, item) =>
            sign * JinjaValue.Order(Key(item, attribute, exact, budget), Key(best, attribute, exact, budget)) < 0 ? item : best);
    }

    private static object? GroupBy(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        var (attribute, otherwise) = (arguments.Required(0, "attribute"), arguments.Get(1, "default", null));
        bool exact = JinjaValue.Truth(arguments.Get(2, "case_sensitive", false));
        var groups = new JinjaList([]);
        (JinjaList Group, object? Key)? last = null;
        foreach (object? item in Items(value, budget).OrderBy(item => Folded(Of(item), exact), By(falls: false)))
        {
            object? key = Folded(Of(item), exact);
            if (last is not { } open || !JinjaValue.Same(open.Key, key))
            {
                last = open = (new JinjaList([]), key);
                groups.Add(new JinjaList([Of(item), open.Group], JinjaListKind.Tuple, "group"));
            }
            open.Group.Add(item);
        }
        return groups;

        object? Of(object? item) =>
            JinjaFields.Path(item, attribute, budget) is var found && found is JinjaUndefined && otherwise is not null ? otherwise : found;
    }

    private static object? Batch(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        arguments.Required(0, "linecount");
        int size = arguments.Integer(0, "linecount", 0);
        if (size < 1) throw new JinjaException("batch: the number of items is at least 1.");
        object? fill = arguments.Get(1, "fill_with", null);
        var batches = Items(value, budget).Chunk(size).Select(items => new JinjaList(items)).ToList();
        if (fill is not null && batches.Count > 0)
        {
            budget.Spend(Math.Min(size, JinjaBudget.MaxSteps + 1));
            batches[^1].AddRange(Enumerable.Repeat(fill, size - batches[^1].Count));
        }
        return JinjaList.Iterator(batches);
    }

    private static object? Slice(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        arguments.Required(0, "slices");
        int count = arguments.Integer(0, "slices", 0);
        if (count < 1) throw new JinjaException("slice: the number of slices is at least 1.");
        object? fill = arguments.Get(1, "fill_with", null);
        JinjaList items = Items(value, budget);
        budget.Spend(count);
        int size = items.Count / count, longer = items.Count % count, at = 0;
        var slices = new List<object?>();
        for (int slice = 0; slice < count; slice++)
        {
            int length = size + (slice < longer ? 1 : 0);
            var part = new JinjaList(items.GetRange(at, length));
            if (fill is not null && slice >= longer) part.Add(fill);
            slices.Add(part);
            at += length;
        }
        return JinjaList.Iterator(slices);
    }

    private static object? Map(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        if (!JinjaValue.Truth(value)) return JinjaList.Iterator([]);
        JinjaList items = Items(value, budget);
        if (arguments.Positional.Count == 0 && arguments.Named.TryGetValue("attribute", out object? attribute))
        {
            object? otherwise = arguments.Named.GetValueOrDefault("default");
            return JinjaList.Iterator(items.Select(item => JinjaFields.Path(item, attribute, budget))
                .Select(found => found is JinjaUndefined && otherwise is not null ? otherwise : found));
        }
        string name = arguments.Text(0, "filter");
        JinjaFilter filter = JinjaFilters.Named(name) ?? throw new JinjaException($"map: {UnknownName.Message("filter", name, JinjaFilters.Names)}");
        var rest = new JinjaArguments(name, [.. arguments.Positional.Skip(1)], arguments.Named);
        return JinjaList.Iterator(items.Select(item => filter(item, rest, budget)));
    }

    private static object? Chosen(object? value, JinjaArguments arguments, JinjaBudget budget, bool fields, bool keeps)
    {
        if (!JinjaValue.Truth(value)) return JinjaList.Iterator([]);
        object? field = fields ? arguments.Required(0, "attribute") : null;
        object?[] rest = [.. arguments.Positional.Skip(fields ? 1 : 0)];
        string? name = rest is [string named, ..] ? named : null;
        Func<object?, JinjaArguments, bool> test = name is null ? (item, _) => JinjaValue.Truth(item)
            : JinjaTests.Named(name) ?? throw new JinjaException($"{arguments.Name}: {UnknownName.Message("test", name, JinjaTests.Names)}");
        var passed = new JinjaArguments(name ?? "truth", [.. rest.Skip(1)], arguments.Named);
        return JinjaList.Iterator(Items(value, budget).Where(item => test(fields ? JinjaFields.Path(item, field, budget) : item, passed) == keeps));
    }

    private static object? Folded(object? value, bool exact) => JinjaMarkup.Plain(value) is string text && !exact ? PythonCase.Lower(text) : value;
}
