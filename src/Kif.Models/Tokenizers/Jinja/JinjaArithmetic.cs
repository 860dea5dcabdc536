namespace Kif.Models.Tokenizers.Jinja;

/// <summary>Arithmetic with Python's rules.</summary>
internal static class JinjaArithmetic
{
    public static object? Apply(string sign, object? left, object? right, JinjaBudget budget)
    {
        try
        {
            return (sign, left, right) switch
            {
                ("+", string a, string b) => budget.Made(a + b),
                ("+", JinjaList a, JinjaList b) when a.IsTuple == b.IsTuple => Joined(a, b, budget),
                ("*", string text, long times) => Repeated(text, times, budget),
                ("*", long times, string text) => Repeated(text, times, budget),
                _ when left is double || right is double || sign == "/" => Real(sign, Number(sign, left, right), Number(sign, right, left)),
                _ => Whole(sign, left, right),
            };
        }
        catch (ArithmeticException error)
        {
            throw new JinjaException($"{PythonText.Repr(left)} {sign} {PythonText.Repr(right)}: {error.Message}");
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
        budget.Make(text.Length * Math.Min(times, JinjaBudget.MaxCharacters + 1L));
        return string.Concat(Enumerable.Repeat(text, text.Length > 0 ? (int)times : 0));
    }
}
