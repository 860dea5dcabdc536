using System.Globalization;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>A callable: a global function, a bound method, or a macro.</summary>
internal delegate object? JinjaFunction(JinjaArguments arguments);

/// <summary>The arguments of a call, a filter or a test.</summary>
/// <param name="name">The name of the callee, for errors.</param>
/// <param name="positional">The positional arguments.</param>
/// <param name="named">The keyword arguments.</param>
internal sealed class JinjaArguments(string name, IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
{
    public string Name => name;

    public IReadOnlyList<object?> Positional => positional;

    public IReadOnlyDictionary<string, object?> Named => named;

    /// <summary>Whether an argument is given.</summary>
    public bool Has(int at, string key) => at < positional.Count || named.ContainsKey(key);

    /// <summary>Returns an argument, or its default.</summary>
    public object? Get(int at, string key, object? otherwise) => at < positional.Count ? positional[at] : named.GetValueOrDefault(key, otherwise);

    /// <summary>Returns a required argument.</summary>
    public object? Required(int at, string key) => Has(at, key) ? Get(at, key, null) : throw new JinjaException($"{name} needs the argument {key}.");

    /// <summary>Returns a required string.</summary>
    public string Text(int at, string key) => JinjaMarkup.Plain(Required(at, key)) as string ?? throw new JinjaException($"{name}: {key} must be a string.");

    /// <summary>Returns an integer, or its default.</summary>
    public int Integer(int at, string key, int otherwise) => Get(at, key, (long)otherwise) switch
    {
        long number and >= int.MinValue and <= int.MaxValue => (int)number,
        bool flag => flag ? 1 : 0,
        var other => throw new JinjaException($"{name}: {key} must be a whole number, not {PythonRepr.Repr(other)}."),
    };

    /// <summary>Throws if there are more arguments than the callee takes.</summary>
    public void AtMost(int count)
    {
        if (positional.Count > count)
        {
            throw new JinjaException($"{name} takes at most {count} arguments, not {positional.Count}.");
        }
    }
}

/// <summary>The global functions of templates.</summary>
internal static class JinjaGlobals
{
    private const long LongestRange = 100_000;

    public static IEnumerable<(string Name, JinjaFunction Function)> All(TimeProvider clock, JinjaBudget budget) =>
    [
        ("raise_exception", arguments => throw new JinjaException(PythonRepr.Str(arguments.Required(0, "message")))),
        ("strftime_now", arguments => budget.Charged(Strftime.Write(clock.GetLocalNow(), arguments.Text(0, "format")))),
        ("namespace", Namespace),
        ("dict", Map),
        ("range", arguments => Range(arguments, budget)),
        ("cycler", arguments => arguments.Positional.Count > 0 ? new JinjaCycler(arguments.Positional) : throw new JinjaException("cycler needs values.")),
        ("joiner", arguments => Joiner(arguments.Get(0, "sep", ", "))),
    ];

    /// <summary>Returns a function that gives nothing at first and the separator from then on.</summary>
    private static JinjaFunction Joiner(object? separator)
    {
        object? given = "";
        return _ => Interlocked.Exchange(ref given, separator);
    }

    private static object? Namespace(JinjaArguments arguments)
    {
        var space = new JinjaNamespace();
        foreach (var (name, value) in Map(arguments))
        {
            space.Fields[PythonRepr.Str(name)] = value;
        }

        return space;
    }

    private static JinjaMap Map(JinjaArguments arguments)
    {
        arguments.AtMost(1);
        var map = arguments.Get(0, "mapping", null) switch
        {
            null => new JinjaMap(),
            JinjaMap given => new JinjaMap(given),
            JinjaList pairs => OfPairs(pairs),
            var other => throw new JinjaException($"a dictionary cannot be made of {JinjaValue.Kind(other)}."),
        };
        foreach (var (name, value) in arguments.Named)
        {
            map[name] = value;
        }

        return map;
    }

    private static JinjaMap OfPairs(JinjaList pairs)
    {
        var map = new JinjaMap();
        foreach (JinjaList pair in JinjaValue.Items(pairs).Select(JinjaValue.Items))
            map[JinjaMap.Key(pair.Count == 2 ? pair[0] : throw new JinjaException("a dictionary is made of pairs."))] = pair[1];
        return map;
    }

    private static JinjaList Range(JinjaArguments arguments, JinjaBudget budget)
    {
        arguments.AtMost(3);
        var one = arguments.Positional.Count == 1;
        long start = one ? 0 : arguments.Integer(0, "start", 0);
        long stop = arguments.Integer(one ? 0 : 1, "stop", 0);
        long step = arguments.Integer(2, "step", 1);
        var count = step == 0 ? throw new JinjaException("range cannot have the step 0.") : Math.Max(0, (stop - start + step - Math.Sign(step)) / step);
        if (count > LongestRange)
        {
            throw new JinjaException($"a range of {count} numbers; at most {LongestRange} are allowed.");
        }

        budget.Spend((int)count);
        return new JinjaList(
            Enumerable.Range(0, (int)count).Select(at => (object?)(start + (at * step))), JinjaListKind.Range, Name(start, stop, step));
    }

    /// <summary>Returns how Python prints a part of a range.</summary>
    public static string RangeName(JinjaList range, long from, long to, long by)
    {
        long first = (long)range[0]!, step = range.Count > 1 ? (long)range[1]! - first : 1;
        return Name(first + (from * step), first + (to * step), by * step);
    }

    private static string Name(long start, long stop, long step) => step == 1 ? $"range({start}, {stop})" : $"range({start}, {stop}, {step})";
}

/// <summary>The result of <c>cycler()</c>: values in turn.</summary>
internal sealed class JinjaCycler(IReadOnlyList<object?> values)
{
    private int _at;

    public object? Current => values[_at];

    public JinjaFunction? Method(string name) => name switch
    {
        "next" => _ => Next(),
        "reset" => _ => Reset(),
        _ => null,
    };

    private object? Next()
    {
        object? current = Current;
        _at = (_at + 1) % values.Count;
        return current;
    }

    private object? Reset()
    {
        _at = 0;
        return null;
    }
}

/// <summary>Formats a time by the directives of <c>strftime</c>, in English.</summary>
internal static class Strftime
{
    private static readonly Dictionary<char, string> Formats = new()
    {
        ['a'] = "ddd", ['A'] = "dddd", ['b'] = "MMM", ['h'] = "MMM", ['B'] = "MMMM", ['d'] = "dd", ['m'] = "MM", ['y'] = "yy", ['Y'] = "yyyy",
        ['H'] = "HH", ['I'] = "hh", ['M'] = "mm", ['S'] = "ss", ['p'] = "tt", ['f'] = "ffffff", ['F'] = "yyyy-MM-dd", ['T'] = "HH:mm:ss", ['D'] = "MM/dd/yy",
    };

    public static string Write(DateTimeOffset time, string format)
    {
        var text = new StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 == format.Length)
            {
                text.Append(format[at]);
                continue;
            }

            // A minus omits the leading zero.
            var bare = format[at + 1] == '-' && at + 2 < format.Length;
            at += bare ? 2 : 1;
            var part = Part(time, format[at]);
            text.Append(bare ? part.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : "0" : part);
        }

        return text.ToString();
    }

    private static string Part(DateTimeOffset time, char directive) => directive switch
    {
        '%' => "%",
        'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'Z' or 'z' => "",
        _ when Formats.TryGetValue(directive, out var format) => time.ToString(format, CultureInfo.InvariantCulture),
        _ => throw new JinjaException($"strftime_now: the directive %{directive} is not supported."),
    };
}
