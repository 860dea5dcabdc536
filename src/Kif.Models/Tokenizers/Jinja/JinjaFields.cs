namespace Kif.Models.Tokenizers.Jinja;

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
            Undefined missing => throw new JinjaException($"{missing.What} is undefined, so it has no field {name}."),
            _ => new Undefined($"the field {name} of {JinjaValue.Kind(owner)}"),
        };
    }

    public static object? Item(object? owner, object? key, JinjaBudget budget)
    {
        switch (owner, key)
        {
            case (Undefined missing, _):
                throw new JinjaException($"{missing.What} is undefined, so it has no item {PythonText.Repr(key)}.");
            case (JinjaMap map, string name) when map.TryGetValue(name, out var value):
                return value;
            case (JinjaList list, long or bool):
                var at = JinjaValue.Whole(key!);
                at += at < 0 ? list.Count : 0;
                return at >= 0 && at < list.Count ? list[(int)at] : new Undefined($"item {PythonText.Repr(key)} of a list of {list.Count}");
            case (string text, long or bool):
                var start = JinjaValue.Whole(key!);
                return JinjaSlice.Of(text, start, start == -1 ? null : start + 1, null, budget) is string { Length: > 0 } character
                    ? character
                    : new Undefined($"character {PythonText.Repr(key)} of a string");
            case (_, string name):
                return Attribute(owner, name, budget);
            default:
                return new Undefined($"item {PythonText.Repr(key)} of {JinjaValue.Kind(owner)}");
        }
    }

    /// <summary>Returns the value at a path such as <c>a.b.0</c>, as filters use it.</summary>
    public static object? Path(object? owner, object? path, JinjaBudget budget)
    {
        foreach (var part in path is string text ? text.Split('.') : new[] { path })
        {
            object? key = part is string digits && long.TryParse(digits, out var index) ? index : part;
            owner = Item(owner, key, budget);
        }

        return owner;
    }

    private static JinjaFunction? Method(object? owner, string name, JinjaBudget budget) => owner switch
    {
        string text => StringMethods.Named(text, name, budget),
        JinjaMap map => name switch
        {
            "items" => _ => map.Items(),
            "keys" => _ => new JinjaList(map.Keys),
            "values" => _ => new JinjaList(map.Values),
            "get" => arguments => arguments.Need(0, "key") is string key && map.TryGetValue(key, out var value) ? value : arguments.Get(1, "default", null),
            "copy" => _ => new JinjaMap(map),
            "clear" or "pop" or "popitem" or "setdefault" or "update" => Refused(name),
            _ => null,
        },
        JinjaList list => name switch
        {
            "count" => arguments => (long)list.Count(item => JinjaValue.Same(item, arguments.Need(0, "value"))),
            "index" => arguments => list.FindIndex(item => JinjaValue.Same(item, arguments.Need(0, "value"))) is >= 0 and var at
                ? (long)at
                : throw new JinjaException("index: the list has no such item."),
            "append" or "clear" or "extend" or "insert" or "pop" or "remove" or "reverse" or "sort" => Refused(name),
            _ => null,
        },
        _ => null,
    };

    private static JinjaFunction Refused(string name) => _ => throw new JinjaException($"{name} would change a value, which no template may.");
}
