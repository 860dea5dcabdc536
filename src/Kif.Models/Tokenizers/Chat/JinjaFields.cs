using System.Text;

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
            JinjaUndefined missing => throw new JinjaException($"{missing.What} is undefined, so it has no field {name}."),
            _ => new JinjaUndefined($"the field {name} of {JinjaValue.Kind(owner)}"),
        };
    }

    public static object? Item(object? owner, object? key, JinjaBudget budget)
    {
        switch (owner, key)
        {
            case (JinjaUndefined missing, _):
                throw new JinjaException($"{missing.What} is undefined, so it has no item {PythonRepr.Repr(key)}.");
            case (JinjaMap map, string name) when map.TryGetValue(name, out var value):
                return value;
            case (JinjaList list, long or bool):
                var at = JinjaValue.Whole(key!);
                at += at < 0 ? list.Count : 0;
                return at >= 0 && at < list.Count ? list[(int)at] : new JinjaUndefined($"item {PythonRepr.Repr(key)} of a list of {list.Count}");
            case (string text, long or bool):
                var start = JinjaValue.Whole(key!);
                return JinjaSlice.Of(text, start, start == -1 ? null : start + 1, null, budget) is string { Length: > 0 } character
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
            object? key = part is string digits && long.TryParse(digits, out var index) ? index : part;
            owner = Item(owner, key, budget);
        }

        return owner;
    }

    private static JinjaFunction? Method(object? owner, string name, JinjaBudget budget) => owner switch
    {
        string text => JinjaStringMethods.Named(text, name, budget),
        JinjaMap map => name switch
        {
            "items" => _ => map.Items(),
            "keys" => _ => new JinjaList(map.Keys),
            "values" => _ => new JinjaList(map.Values),
            "get" => arguments => arguments.Required(0, "key") is string key && map.TryGetValue(key, out var value) ? value : arguments.Get(1, "default", null),
            "copy" => _ => new JinjaMap(map),
            "clear" or "pop" or "popitem" or "setdefault" or "update" => Refused(name),
            _ => null,
        },
        JinjaList list => name switch
        {
            "count" => arguments => (long)list.Count(item => JinjaValue.Same(item, arguments.Required(0, "value"))),
            "index" => arguments => list.FindIndex(item => JinjaValue.Same(item, arguments.Required(0, "value"))) is >= 0 and var at
                ? (long)at
                : throw new JinjaException("index: the list has no such item."),
            "append" or "clear" or "extend" or "insert" or "pop" or "remove" or "reverse" or "sort" => Refused(name),
            _ => null,
        },
        _ => null,
    };

    private static JinjaFunction Refused(string name) => _ => throw new JinjaException($"{name} would change a value, which no template may.");
}

/// <summary>The methods of Python's strings that templates use.</summary>
internal static class JinjaStringMethods
{
    /// <summary>Returns a method of a string, or null.</summary>
    public static JinjaFunction? Named(string text, string name, JinjaBudget budget) => name switch
    {
        "strip" => arguments => budget.Charged(Stripped(text, arguments, true, true)),
        "lstrip" => arguments => budget.Charged(Stripped(text, arguments, true, false)),
        "rstrip" => arguments => budget.Charged(Stripped(text, arguments, false, true)),
        "upper" => _ => budget.Charged(text.ToUpperInvariant()),
        "lower" => _ => budget.Charged(text.ToLowerInvariant()),
        "title" => _ => budget.Charged(Title(text)),
        "capitalize" => _ => budget.Charged(Capitalized(text)),
        "startswith" => arguments => Any(arguments, prefix => text.StartsWith(prefix, StringComparison.Ordinal)),
        "endswith" => arguments => Any(arguments, suffix => text.EndsWith(suffix, StringComparison.Ordinal)),
        "split" => arguments => Split(text, arguments, budget),
        "splitlines" => _ => new JinjaList(Lines(text)),
        "replace" => arguments => Replaced(text, arguments, budget),
        "find" => arguments => (long)text.IndexOf(arguments.Text(0, "sub"), StringComparison.Ordinal),
        "count" => arguments => (long)text.AsSpan().Count(arguments.Text(0, "sub")),
        "join" => arguments => Joined(text, JinjaValue.Items(arguments.Required(0, "iterable")), budget),
        "isdigit" => _ => text.Length > 0 && text.All(char.IsDigit),
        "isalpha" => _ => text.Length > 0 && text.All(char.IsLetter),
        _ => null,
    };

    public static string Title(string text)
    {
        var (title, inWord) = (new StringBuilder(text.Length), false);
        foreach (var rune in text.EnumerateRunes())
        {
            title.Append(inWord ? Rune.ToLowerInvariant(rune) : Rune.ToUpperInvariant(rune));
            inWord = Rune.IsLetter(rune);
        }

        return title.ToString();
    }

    public static string Capitalized(string text) => text.Length == 0 ? text : text[..1].ToUpperInvariant() + text[1..].ToLowerInvariant();

    public static string Replaced(string text, JinjaArguments arguments, JinjaBudget budget)
    {
        var (old, with, most) = (arguments.Text(0, "old"), arguments.Text(1, "new"), arguments.Integer(2, "count", -1));
        if (old.Length == 0)
        {
            throw new JinjaException("replace: an empty text cannot be replaced.");
        }

        budget.Charge(text.Length + ((long)with.Length * text.AsSpan().Count(old)));
        if (most < 0)
        {
            return text.Replace(old, with, StringComparison.Ordinal);
        }

        var parts = text.Split(old, most == int.MaxValue ? most : most + 1);
        return string.Join(with, parts);
    }

    /// <summary>Returns the lines of a string, without the break at its end.</summary>
    public static IEnumerable<string> Lines(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }

    public static string Stripped(string text, JinjaArguments arguments, bool left, bool right)
    {
        var characters = arguments.Get(0, "chars", null) is string given ? given.ToCharArray() : null;
        text = left ? text.TrimStart(characters) : text;
        return right ? text.TrimEnd(characters) : text;
    }

    private static string Joined(string separator, JinjaList items, JinjaBudget budget) => budget.Charged(string.Join(
        separator, items.Select(item => item as string ?? throw new JinjaException($"join: {JinjaValue.Kind(item)} is no string."))));

    private static bool Any(JinjaArguments arguments, Func<string, bool> holds) => arguments.Required(0, "prefix") switch
    {
        string text => holds(text),
        JinjaList { IsTuple: true } several => several.OfType<string>().Any(holds),
        var other => throw new JinjaException($"a string is expected, not {PythonRepr.Repr(other)}."),
    };

    private static JinjaList Split(string text, JinjaArguments arguments, JinjaBudget budget)
    {
        var (separator, most) = (arguments.Get(0, "sep", null), arguments.Integer(1, "maxsplit", -1));
        budget.Spend(text.Length);
        if (separator is string { Length: > 0 } given)
        {
            return new JinjaList(most < 0 ? text.Split(given) : text.Split(given, most + 1));
        }

        return separator is null && most < 0
            ? new JinjaList(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            : throw new JinjaException("split: with a limit, a separator that is not empty is needed.");
    }
}
