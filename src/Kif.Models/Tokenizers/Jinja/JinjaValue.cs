namespace Kif.Models.Tokenizers.Jinja;

/// <summary>Truth, equality, order and membership of values, with Python's rules.</summary>
internal static class JinjaValue
{
    public static bool Truth(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        long whole => whole != 0,
        double real => real != 0,
        string text => text.Length > 0,
        JinjaList list => list.Count > 0,
        JinjaMap map => map.Count > 0,
        _ => true,
    };

    public static bool Same(object? left, object? right) => (PythonText.Deeper(left), right) switch
    {
        (JinjaList a, JinjaList b) => a.IsTuple == b.IsTuple && a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (JinjaMap a, JinjaMap b) => a.Count == b.Count && a.All(entry => b.TryGetValue(entry.Key, out var other) && Same(entry.Value, other)),
        _ when Number(left) is { } a && Number(right) is { } b => left is double || right is double ? a == b : Whole(left!) == Whole(right!),
        _ => Equals(left, right),
    };

    public static int Order(object? left, object? right) => (PythonText.Deeper(left), right) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (JinjaList a, JinjaList b) => a.Zip(b).Where(pair => !Same(pair.First, pair.Second)).Select(pair => Order(pair.First, pair.Second))
            .DefaultIfEmpty(a.Count.CompareTo(b.Count)).First(),
        _ when Number(left) is { } a && Number(right) is { } b => a.CompareTo(b),
        _ => throw new JinjaException($"{Kind(left)} and {Kind(right)} have no order."),
    };

    public static bool Contains(object? container, object? item) => container switch
    {
        string text => item is string part ? text.Contains(part, StringComparison.Ordinal) : throw new JinjaException($"a string cannot contain {Kind(item)}."),
        JinjaList list => list.Exists(known => Same(known, item)),
        JinjaMap map => item is string key && map.ContainsKey(key),
        Undefined => false,
        _ => throw new JinjaException($"{Kind(container)} cannot contain anything."),
    };

    /// <summary>Returns the items that a loop iterates over.</summary>
    public static JinjaList Items(object? value) => value switch
    {
        JinjaList list => list,
        JinjaMap map => new JinjaList(map.Keys),
        string text => new JinjaList(text.EnumerateRunes().Select(rune => rune.ToString())),
        Undefined => new JinjaList([]),
        _ => throw new JinjaException($"{Kind(value)} cannot be gone over."),
    };

    public static double? Number(object? value) => value switch
    {
        bool flag => flag ? 1 : 0,
        long whole => whole,
        double real => real,
        _ => null,
    };

    public static long Whole(object value) => value is bool flag ? flag ? 1 : 0 : (long)value;

    /// <summary>Names the kind of a value, for errors.</summary>
    public static string Kind(object? value) => value switch
    {
        null => "None",
        Undefined missing => $"{missing.What}, which is undefined,",
        bool => "a truth value",
        long or double => "a number",
        string => "a string",
        JinjaList => "a list",
        JinjaMap => "a dictionary",
        JinjaNamespace => "a namespace",
        JinjaFunction => "a function",
        _ => "a value",
    };
}
