namespace Kif.Tokenizers;

/// <summary>Truth, equality, order and membership of values, with Python's rules.</summary>
internal static class JinjaValue
{
    public static bool Truth(object? value) => value switch
    {
        null or JinjaUndefined => false,
        bool flag => flag,
        long whole => whole != 0,
        double real => real != 0,
        string text => text.Length > 0,
        JinjaMarkup markup => markup.Text.Length > 0,
        JinjaList list => list.Count > 0 || list.Kind == JinjaListKind.Iterator,
        JinjaMap map => map.Count > 0,
        _ => true,
    };

    public static bool Same(object? left, object? right) => (JinjaMarkup.Plain(PythonRepr.CheckStack(left)), JinjaMarkup.Plain(right)) switch
    {
        ({ } same, { } other) when ReferenceEquals(same, other) => same is not double.NaN,
        (JinjaList { Kind: JinjaListKind.Iterator }, _) => false,
        (JinjaList a, JinjaList b) => a.Kind == b.Kind && a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (JinjaMap a, JinjaMap b) => a.Count == b.Count && a.All(entry => b.TryGetValue(entry.Key, out var other) && Same(entry.Value, other)),
        _ when Number(left) is { } a && Number(right) is { } b => left is double || right is double ? a == b : Whole(left!) == Whole(right!),
        (var one, var two) => Equals(one, two),
    };

    public static int Order(object? left, object? right) => (JinjaMarkup.Plain(PythonRepr.CheckStack(left)), JinjaMarkup.Plain(right)) switch
    {
        (string a, string b) => CompareCodePoints(a, b),
        (JinjaList { Kind: JinjaListKind.List or JinjaListKind.Tuple } a, JinjaList b) when a.Kind == b.Kind =>
            a.Zip(b).Where(pair => !Same(pair.First, pair.Second)).Select(pair => Order(pair.First, pair.Second))
            .DefaultIfEmpty(a.Count.CompareTo(b.Count)).First(),
        _ when Number(left) is { } a && Number(right) is { } b => a.CompareTo(b),
        _ => throw new JinjaException($"{Kind(left)} and {Kind(right)} have no order."),
    };

    public static bool Contains(object? container, object? item) => JinjaMarkup.Plain(container) switch
    {
        string text => JinjaMarkup.Plain(item) is string part
            ? text.Contains(part, StringComparison.Ordinal) : throw new JinjaException($"a string cannot contain {Kind(item)}."),
        JinjaList { Kind: JinjaListKind.Iterator } rest => rest.TakeUntil(known => Same(known, item)),
        JinjaList list => list.Exists(known => Same(known, item)),
        JinjaMap map => item is not null && map.ContainsKey(JinjaMap.Key(item)),
        JinjaUndefined => false,
        _ => throw new JinjaException($"{Kind(container)} cannot contain anything."),
    };

    /// <summary>Returns the items that a loop iterates over.</summary>
    public static JinjaList Items(object? value) => JinjaMarkup.Plain(value) switch
    {
        JinjaList { Kind: JinjaListKind.Iterator } iterator => iterator.Rest(),
        JinjaList list => list,
        JinjaMap map => new JinjaList(map.Keys),
        string text => new JinjaList(text.EnumerateRunes().Select(rune => rune.ToString())),
        JinjaUndefined => new JinjaList([]),
        _ => throw new JinjaException($"{Kind(value)} cannot be gone over."),
    };

    public static double? Number(object? value) => value switch
    {
        bool flag => flag ? 1 : 0,
        long whole => whole,
        double real => real,
        _ => null,
    };

    /// <summary>Compares as Python does, by code points: a character outside the BMP is greater than U+FFFF.</summary>
    private static int CompareCodePoints(string left, string right)
    {
        int at = left.AsSpan().CommonPrefixLength(right);
        if (at == left.Length || at == right.Length) return left.Length.CompareTo(right.Length);
        bool high = char.IsSurrogate(left[at]), other = char.IsSurrogate(right[at]);
        return high != other ? high.CompareTo(other) : left[at].CompareTo(right[at]);
    }

    public static long Whole(object value) => value is bool flag ? flag ? 1 : 0 : (long)value;

    /// <summary>Names the kind of a value, for errors.</summary>
    public static string Kind(object? value) => value switch
    {
        null => "None",
        JinjaUndefined missing => $"{missing.What}, which is undefined,",
        bool => "a truth value",
        long or double => "a number",
        string or JinjaMarkup => "a string",
        JinjaList list => list.Kind switch
        {
            JinjaListKind.Tuple => "a tuple",
            JinjaListKind.Range => "a range",
            JinjaListKind.View => "a view of a dictionary",
            JinjaListKind.Iterator => "an iterator (|list makes a list of it)",
            _ => "a list",
        },
        JinjaMap => "a dictionary",
        JinjaNamespace => "a namespace",
        JinjaFunction => "a function",
        _ => "a value",
    };
}

/// <summary>The result of <c>namespace()</c>: fields that can be set from within loops.</summary>
internal sealed class JinjaNamespace
{
    public Dictionary<string, object?> Fields { get; } = new(StringComparer.Ordinal);
}

/// <summary>The value of a name or field that does not exist: empty text, false, no items; any other use of it is an error.</summary>
/// <param name="What">The missing name or field, for the error.</param>
internal sealed record JinjaUndefined(string What)
{
    public bool Equals(JinjaUndefined? other) => other is not null;

    public override int GetHashCode() => 0;
}
