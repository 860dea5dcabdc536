using System.Globalization;

namespace Kif.Tokenizers;

/// <summary>Looks up attributes and items of values. (After a dot, Python's methods precede keys; in brackets, keys come first.)</summary>
internal static class JinjaFields
{
    public static object? Attribute(object? owner, string name, JinjaBudget budget)
    {
        if (Method(owner, name, budget) is { } method)
        {
            return method;
        }

        return owner switch
        {
            JinjaMap map when map.TryGetValue(name, out var value) => value,
            JinjaNamespace space when space.Fields.TryGetValue(name, out var value) => value,
            JinjaCycler cycler when name == "current" => cycler.Current,
            JinjaList { IsTuple: true, Count: 2 } group when group.Name.Length > 0 && name is "grouper" or "list" => group[name == "list" ? 1 : 0],
            JinjaUndefined missing => throw new JinjaException($"{missing.What} is undefined, so it has no field {name}."),
            _ => new JinjaUndefined($"the field {name} of {JinjaValue.Kind(owner)}"),
        };
    }

    public static object? Item(object? owner, object? key, JinjaBudget budget)
    {
        switch (owner, JinjaMarkup.Plain(key))
        {
            case (JinjaUndefined missing, _):
                throw new JinjaException($"{missing.What} is undefined, so it has no item {PythonRepr.Repr(key)}.");
            case (JinjaMap map, string or long or bool or double or JinjaList { IsTuple: true }) when map.TryGetValue(JinjaMap.Key(key), out var value):
                return value;
            case (JinjaList { IsIndexed: true } list, long or bool):
                var at = JinjaValue.Whole(key!);
                at += at < 0 ? list.Count : 0;
                return at >= 0 && at < list.Count ? list[(int)at] : new JinjaUndefined($"item {PythonRepr.Repr(key)} of a list of {list.Count}");
            case (string or JinjaMarkup, long or bool):
                var start = JinjaValue.Whole(key!);
                return JinjaSlice.Of(owner, start, start == -1 ? null : start + 1, null, budget) is string { Length: > 0 } character
                    ? character
                    : new JinjaUndefined($"character {PythonRepr.Repr(key)} of a string");
            case (_, string name):
                return Attribute(owner, name, budget);
            default:
                return new JinjaUndefined($"item {PythonRepr.Repr(key)} of {JinjaValue.Kind(owner)}");
        }
    }

    /// <summary>Returns the value at a path such as <c>a.b.0</c>, as filters use it.</summary>
    public static object? Path(object? owner, object? path, JinjaBudget budget)
    {
        foreach (var part in path is string text ? text.Split('.') : new[] { path })
        {
            object? key = part is string digits && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : part;
            owner = Item(owner, key, budget);
        }

        return owner;
    }

    /// <summary>Returns a method of a value, or null.</summary>
    public static JinjaFunction? Method(object? owner, string name, JinjaBudget budget) => owner switch
    {
        string text => JinjaStringMethods.Named(text, name, budget),
        JinjaMarkup markup => JinjaStringMethods.Named(markup.Text, name, budget),
        JinjaMap { Call: null } map => name switch
        {
            "items" => _ => map.Items(),
            "keys" => _ => new JinjaList(map.Keys, JinjaListKind.View, "dict_keys"),
            "values" => _ => new JinjaList(map.Values, JinjaListKind.View, "dict_values"),
            "get" => arguments => arguments.Required(0, "key") is { } key && map.TryGetValue(JinjaMap.Key(key), out var value)
                ? value : arguments.Get(1, "default", null),
            "copy" => _ => new JinjaMap(map),
            "clear" or "pop" or "popitem" or "setdefault" or "update" => Refused(name),
            _ => null,
        },
        JinjaList { IsIndexed: true } list => name switch
        {
            "count" => arguments => (long)list.Count(item => JinjaValue.Same(item, arguments.Required(0, "value"))),
            "index" => arguments => list.FindIndex(item => JinjaValue.Same(item, arguments.Required(0, "value"))) is >= 0 and var at
                ? (long)at
                : throw new JinjaException("index: the list has no such item."),
            "copy" when list.Kind == JinjaListKind.List => _ => new JinjaList(list),
            "append" or "clear" or "extend" or "insert" or "pop" or "remove" or "reverse" or "sort" when list.Kind == JinjaListKind.List => Refused(name),
            _ => null,
        },
        JinjaCycler cycler => cycler.Method(name),
        double real when name == "is_integer" => _ => Math.Floor(real) == real,
        long or bool when name == "bit_length" => _ => 64L - System.Numerics.BitOperations.LeadingZeroCount((ulong)Math.Abs(JinjaValue.Whole(owner))),
        _ => null,
    };

    private static JinjaFunction Refused(string name) => _ => throw new JinjaException($"{name} would change a value, which no template may.");
}
