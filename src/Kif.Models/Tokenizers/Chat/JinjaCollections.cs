namespace Kif.Tokenizers;

/// <summary>The kinds of values with items in order.</summary>
internal enum JinjaListKind
{
    /// <summary>A list.</summary>
    List,

    /// <summary>A tuple, written with parentheses.</summary>
    Tuple,

    /// <summary>A range of whole numbers.</summary>
    Range,

    /// <summary>The keys, values or items of a dictionary: no indices.</summary>
    View,

    /// <summary>The result of a filter such as <c>map</c>: true even if empty, gone over once, without length or indices.</summary>
    Iterator,
}

/// <summary>A list, or another value with items in order.</summary>
/// <param name="items">The items.</param>
/// <param name="kind">Its kind.</param>
/// <param name="name">The name that Python prints before a view's items.</param>
internal sealed class JinjaList(IEnumerable<object?> items, JinjaListKind kind = JinjaListKind.List, string name = "") : List<object?>(items)
{
    public JinjaListKind Kind => kind;

    public string Name => name;

    public bool IsTuple => kind == JinjaListKind.Tuple;

    /// <summary>Whether items have indices.</summary>
    public bool IsIndexed => kind is not (JinjaListKind.View or JinjaListKind.Iterator);

    public static JinjaList Tuple(params object?[] items) => new(items, JinjaListKind.Tuple);

    public static JinjaList Iterator(IEnumerable<object?> items) => new(items, JinjaListKind.Iterator);

    /// <summary>Takes what an iterator has left.</summary>
    public JinjaList Rest()
    {
        var rest = new JinjaList(this);
        Clear();
        return rest;
    }

    /// <summary>Takes items of an iterator up to the first that is sought; false if there is none.</summary>
    public bool TakeUntil(Predicate<object?> sought)
    {
        int at = FindIndex(sought);
        RemoveRange(0, at < 0 ? Count : at + 1);
        return at >= 0;
    }
}

/// <summary>A dictionary that keeps the order of its keys; keys are equal as Python has it (1, 1.0 and true are one key).</summary>
internal sealed class JinjaMap : OrderedDictionary<object, object?>
{
    public JinjaMap()
        : base(KeyComparer.Shared)
    {
    }

    public JinjaMap(JinjaMap other)
        : base(other, KeyComparer.Shared)
    {
    }

    /// <summary>The effect of a call; null: it cannot be called.</summary>
    public JinjaFunction? Call { get; init; }

    /// <summary>Returns a value as a key.</summary>
    /// <exception cref="JinjaException">It cannot be one.</exception>
    public static object Key(object? value) => JinjaMarkup.Plain(value) switch
    {
        string or long or bool or double => JinjaMarkup.Plain(value)!,
        JinjaList { IsTuple: true } tuple => new JinjaList(tuple.Select(item => (object?)Key(item)), JinjaListKind.Tuple),
        _ => throw new JinjaException($"{JinjaValue.Kind(value)} cannot be a key of a dictionary."),
    };

    /// <summary>Returns the entries, each as a tuple.</summary>
    public JinjaList Items() => new(this.Select(entry => JinjaList.Tuple(entry.Key, entry.Value)), JinjaListKind.View, "dict_items");

    private sealed class KeyComparer : IEqualityComparer<object>
    {
        public static KeyComparer Shared { get; } = new();

        public new bool Equals(object? left, object? right) => JinjaValue.Same(left, right);

        public int GetHashCode(object key) => key switch
        {
            string text => text.GetHashCode(StringComparison.Ordinal),
            JinjaList tuple => tuple.Count,
            _ => JinjaValue.Number(key)?.GetHashCode() ?? 0,
        };
    }
}

/// <summary>A string marked as HTML by <c>safe</c> or <c>escape</c>: strings joined to it are escaped.</summary>
internal sealed record JinjaMarkup(string Text)
{
    /// <summary>Returns the string without its mark; other values as they are.</summary>
    public static object? Plain(object? value) => value is JinjaMarkup markup ? markup.Text : value;

    public static JinjaMarkup Escaped(object? value) => value as JinjaMarkup ?? new(Escape(PythonRepr.Str(value)));

    /// <summary>Escapes the characters of HTML that markupsafe escapes.</summary>
    public static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal).Replace("\"", "&#34;", StringComparison.Ordinal);
}
