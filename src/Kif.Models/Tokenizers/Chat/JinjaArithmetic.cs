namespace Kif.Tokenizers;

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
                ("+", JinjaMarkup or string, JinjaMarkup or string) => new JinjaMarkup(
                    budget.Charged(JinjaMarkup.Escaped(left).Text + JinjaMarkup.Escaped(right).Text)),
                ("%", string or JinjaMarkup, _) => PythonPercent.Fill(PythonRepr.Str(left), right, budget),
                ("+", JinjaList a, JinjaList b) when a.Kind == b.Kind && a.Kind is JinjaListKind.List or JinjaListKind.Tuple => Joined(a, b, budget),
                ("*", string or JinjaMarkup or JinjaList, long or bool) => Repeated(left, JinjaValue.Whole(right!), budget),
                ("*", long or bool, string or JinjaMarkup or JinjaList) => Repeated(right, JinjaValue.Whole(left!), budget),
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
        "**" => Power(a, b),
        _ when b == 0 => throw new DivideByZeroException(),
        "/" => a / b,
        "//" => Divided(a, b),
        _ => Remainder(a, b),
    };

    private static double Power(double a, double b)
    {
        if (a == 0 && b < 0) throw new DivideByZeroException();
        double power = Math.Pow(a, b);
        return double.IsFinite(power) || !double.IsFinite(a) || !double.IsFinite(b) ? power : throw new OverflowException("there is no such number.");
    }

    /// <summary>Returns the exact remainder, with the sign of the divisor.</summary>
    private static double Remainder(double a, double b)
    {
        double rest = a % b;
        return rest == 0 ? Math.CopySign(0, b) : rest < 0 != b < 0 ? rest + b : rest;
    }

    private static double Divided(double a, double b)
    {
        double quotient = (a - Remainder(a, b)) / b, floor = Math.Floor(quotient);
        return quotient == 0 ? Math.CopySign(0, a / b) : quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static JinjaList Joined(JinjaList a, JinjaList b, JinjaBudget budget)
    {
        budget.Spend(a.Count + b.Count);
        return new JinjaList(a.Concat(b), a.Kind);
    }

    private static object Repeated(object? value, long times, JinjaBudget budget)
    {
        times = Math.Max(times, 0);
        if (value is JinjaList list)
        {
            if (list.Kind is not (JinjaListKind.List or JinjaListKind.Tuple)) throw new JinjaException($"* cannot be applied to {JinjaValue.Kind(value)}.");
            budget.Spend((int)Math.Min(list.Count * Math.Min(times, JinjaBudget.MaxSteps + 1L), JinjaBudget.MaxSteps + 1L));
            return new JinjaList(Enumerable.Range(0, list.Count > 0 ? (int)times : 0).SelectMany(_ => list), list.Kind);
        }
        string text = PythonRepr.Str(value);
        budget.Charge(text.Length * Math.Min(times, JinjaBudget.MaxCharacters + 1L));
        string repeated = string.Concat(Enumerable.Repeat(text, text.Length > 0 ? (int)times : 0));
        return value is JinjaMarkup ? new JinjaMarkup(repeated) : repeated;
    }
}

/// <summary>Slices of lists and strings; the units of strings are code points.</summary>
internal static class JinjaSlice
{
    public static object? Of(object? owner, object? start, object? stop, object? step, JinjaBudget budget)
    {
        if (JinjaMarkup.Plain(owner) is string text)
        {
            budget.Charge(text.Length);
            if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            {
                return new string([.. Indices(text.Length, start, stop, step).Select(at => text[at])]);
            }

            var runes = text.EnumerateRunes().ToArray();
            return string.Concat(Indices(runes.Length, start, stop, step).Select(at => runes[at].ToString()));
        }

        if (owner is not JinjaList { IsIndexed: true } list)
        {
            return owner is null or bool or long or double ? new JinjaUndefined($"a slice of {JinjaValue.Kind(owner)}")
                : throw new JinjaException($"{JinjaValue.Kind(owner)} cannot be sliced.");
        }

        budget.Spend(list.Count);
        var (from, to, by) = Bounds(list.Count, start, stop, step);
        string name = list.Kind != JinjaListKind.Range || list.Count == 0 ? list.Name : JinjaGlobals.RangeName(list, from, to, by);
        return new JinjaList(Indices(list.Count, start, stop, step).Select(at => list[at]), list.Kind, name);
    }

    private static IEnumerable<int> Indices(int count, object? start, object? stop, object? step)
    {
        var (from, to, by) = Bounds(count, start, stop, step);
        for (var at = from; by > 0 ? at < to : at > to; at += by)
        {
            yield return (int)at;
        }
    }

    private static (long From, long To, long By) Bounds(int count, object? start, object? stop, object? step)
    {
        var by = Number(step) ?? 1;
        if (by == 0)
        {
            throw new JinjaException("a slice cannot have the step 0.");
        }

        var (lowest, highest) = by > 0 ? (0, count) : (-1, count - 1);
        return (At(start, by > 0 ? lowest : highest), At(stop, by > 0 ? highest : lowest), by);

        long At(object? bound, int otherwise) => Number(bound) is { } number ? Math.Clamp(number < 0 ? number + count : number, lowest, highest) : otherwise;
    }

    private static long? Number(object? bound) => bound switch
    {
        null => null,
        long or bool => Math.Clamp(JinjaValue.Whole(bound), int.MinValue, int.MaxValue),
        _ => throw new JinjaException($"the bounds of a slice are whole numbers, not {PythonRepr.Repr(bound)}."),
    };
}
