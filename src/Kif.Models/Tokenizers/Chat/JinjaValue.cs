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
        JinjaList list => list.Count > 0,
        JinjaMap map => map.Count > 0,
        _ => true,
    };

    public static bool Same(object? left, object? right) => (PythonRepr.CheckStack(left), right) switch
    {
        (JinjaList a, JinjaList b) => a.IsTuple == b.IsTuple && a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (JinjaMap a, JinjaMap b) => a.Count == b.Count && a.All(entry => b.TryGetValue(entry.Key, out var other) && Same(entry.Value, other)),
        _ when Number(left) is { } a && Number(right) is { } b => left is double || right is double ? a == b : Whole(left!) == Whole(right!),
        _ => Equals(left, right),
    };

    public static int Order(object? left, object? right) => (PythonRepr.CheckStack(left), right) switch
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
        JinjaUndefined => false,
        _ => throw new JinjaException($"{Kind(container)} cannot contain anything."),
    };

    /// <summary>Returns the items that a loop iterates over.</summary>
    public static JinjaList Items(object? value) => value switch
    {
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

    public static long Whole(object value) => value is bool flag ? flag ? 1 : 0 : (long)value;

    /// <summary>Names the kind of a value, for errors.</summary>
    public static string Kind(object? value) => value switch
    {
        null => "None",
        JinjaUndefined missing => $"{missing.What}, which is undefined,",
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

/// <summary>A list or a tuple.</summary>
internal sealed class JinjaList(IEnumerable<object?> items, bool isTuple = false) : List<object?>(items)
{
    /// <summary>Whether it is a tuple, written with parentheses.</summary>
    public bool IsTuple => isTuple;
}

/// <summary>A dictionary that keeps the order of its keys.</summary>
internal sealed class JinjaMap : OrderedDictionary<string, object?>
{
    public JinjaMap()
        : base(StringComparer.Ordinal)
    {
    }

    public JinjaMap(JinjaMap other)
        : base(other, StringComparer.Ordinal)
    {
    }

    /// <summary>Returns the entries, each as a tuple.</summary>
    public JinjaList Items() => new(this.Select(entry => new JinjaList([entry.Key, entry.Value], isTuple: true)));
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

/// <summary>Arithmetic with Python's rules.</summary>
internal static class JinjaArithmetic
{
    public static object? Apply(string sign, object? left, object? right, JinjaBudget budget)
    {
        try
        {
            return (sign, left, right) switch
            {
                ("+", string a, string b) => budget.Charged(a + b),
                ("+", JinjaList a, JinjaList b) when a.IsTuple == b.IsTuple => Joined(a, b, budget),
                ("*", string text, long times) => Repeated(text, times, budget),
                ("*", long times, string text) => Repeated(text, times, budget),
                _ when left is double || right is double || sign == "/" => Real(sign, Number(sign, left, right), Number(sign, right, left)),
                _ => Whole(sign, left, right),
            };
        }
        catch (ArithmeticException error)
        {
            throw new JinjaException($"{PythonRepr.Repr(left)} {sign} {PythonRepr.Repr(right)}: {error.Message}");
        }
    }

    public static object? Negative(object? value) => value switch
    {
        double real => (object)-real,
        long or bool => checked(-JinjaValue.Whole(value)),
        _ => throw new JinjaException($"- cannot be applied to {JinjaValue.Kind(value)}."),
    };

    private static double Number(string sign, object? value, object? other) =>
        JinjaValue.Number(value) ?? throw new JinjaException($"{sign} cannot be applied to {JinjaValue.Kind(value)} and {JinjaValue.Kind(other)}.");

    private static object? Whole(string sign, object? left, object? right)
    {
        Number(sign, left, right);
        Number(sign, right, left);
        var (a, b) = (JinjaValue.Whole(left!), JinjaValue.Whole(right!));
        return sign switch
        {
            "+" => checked(a + b),
            "-" => checked(a - b),
            "*" => checked(a * b),
            "//" => Floor(a, b),
            "%" => checked(a - (Floor(a, b) * b)),
            "**" when b >= 0 => Power(a, b),
            _ => Real(sign, a, b),
        };
    }

    private static long Floor(long a, long b) => checked(a / b) is var quotient && a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;

    private static long Power(long a, long b)
    {
        if (a is 0 or 1 or -1)
        {
            return b == 0 ? 1 : a == -1 && b % 2 == 0 ? 1 : a;
        }

        var result = 1L;
        for (; b > 0; b--)
        {
            result = checked(result * a);
        }

        return result;
    }

    private static object? Real(string sign, double a, double b) => sign switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "**" => Math.Pow(a, b),
        _ when b == 0 => throw new DivideByZeroException(),
        "/" => a / b,
        "//" => Math.Floor(a / b),
        _ => a - (Math.Floor(a / b) * b),
    };

    private static JinjaList Joined(JinjaList a, JinjaList b, JinjaBudget budget)
    {
        budget.Spend(a.Count + b.Count);
        return new JinjaList(a.Concat(b), a.IsTuple);
    }

    private static string Repeated(string text, long times, JinjaBudget budget)
    {
        times = Math.Max(times, 0);
        budget.Charge(text.Length * Math.Min(times, JinjaBudget.MaxCharacters + 1L));
        return string.Concat(Enumerable.Repeat(text, text.Length > 0 ? (int)times : 0));
    }
}

/// <summary>Slices of lists and strings; the units of strings are code points.</summary>
internal static class JinjaSlice
{
    public static object? Of(object? owner, object? start, object? stop, object? step, JinjaBudget budget)
    {
        if (owner is string text)
        {
            budget.Charge(text.Length);
            if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            {
                return new string([.. Indices(text.Length, start, stop, step).Select(at => text[at])]);
            }

            var runes = text.EnumerateRunes().ToArray();
            return string.Concat(Indices(runes.Length, start, stop, step).Select(at => runes[at].ToString()));
        }

        if (owner is not JinjaList list)
        {
            var what = JinjaValue.Kind(owner);
            return owner is JinjaUndefined ? throw new JinjaException($"{what} cannot be sliced.") : new JinjaUndefined($"a slice of {what}");
        }

        budget.Spend(list.Count);
        return new JinjaList(Indices(list.Count, start, stop, step).Select(at => list[at]), list.IsTuple);
    }

    private static IEnumerable<int> Indices(int count, object? start, object? stop, object? step)
    {
        var by = Number(step) ?? 1;
        if (by == 0)
        {
            throw new JinjaException("a slice cannot have the step 0.");
        }

        var (lowest, highest) = by > 0 ? (0, count) : (-1, count - 1);
        var (from, to) = (At(start, by > 0 ? lowest : highest), At(stop, by > 0 ? highest : lowest));
        for (var at = from; by > 0 ? at < to : at > to; at += by)
        {
            yield return (int)at;
        }

        long At(object? bound, int otherwise) => Number(bound) is { } number ? Math.Clamp(number < 0 ? number + count : number, lowest, highest) : otherwise;
    }

    private static long? Number(object? bound) => bound switch
    {
        null => null,
        long or bool => Math.Clamp(JinjaValue.Whole(bound), int.MinValue, int.MaxValue),
        _ => throw new JinjaException($"the bounds of a slice are whole numbers, not {PythonRepr.Repr(bound)}."),
    };
}
