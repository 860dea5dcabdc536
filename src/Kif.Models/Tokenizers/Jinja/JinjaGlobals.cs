namespace Kif.Models.Tokenizers.Jinja;

/// <summary>The global functions of templates.</summary>
internal static class JinjaGlobals
{
    private const long LongestRange = 100_000;

    public static IEnumerable<(string Name, JinjaFunction Function)> All(TimeProvider clock, JinjaBudget budget) =>
    [
        ("raise_exception", arguments => throw new JinjaException(PythonText.Str(arguments.Need(0, "message")))),
        ("strftime_now", arguments => budget.Made(Strftime.Write(clock.GetLocalNow(), arguments.Text(0, "format")))),
        ("namespace", Namespace),
        ("dict", Map),
        ("range", arguments => Range(arguments, budget)),
    ];

    private static object? Namespace(JinjaArguments arguments)
    {
        var space = new JinjaNamespace();
        foreach (var (name, value) in Map(arguments))
        {
            space.Fields[name] = value;
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
            var other => throw new JinjaException($"a dictionary cannot be made of {JinjaValue.Kind(other)}."),
        };
        foreach (var (name, value) in arguments.Named)
        {
            map[name] = value;
        }

        return map;
    }

    private static JinjaList Range(JinjaArguments arguments, JinjaBudget budget)
    {
        arguments.AtMost(3);
        var one = arguments.Positional.Count == 1;
        long start = one ? 0 : arguments.Whole(0, "start", 0);
        long stop = arguments.Whole(one ? 0 : 1, "stop", 0);
        long step = arguments.Whole(2, "step", 1);
        var count = step == 0 ? throw new JinjaException("range cannot have the step 0.") : Math.Max(0, (stop - start + step - Math.Sign(step)) / step);
        if (count > LongestRange)
        {
            throw new JinjaException($"a range of {count} numbers; at most {LongestRange} are allowed.");
        }

        budget.Spend((int)count);
        return new JinjaList(Enumerable.Range(0, (int)count).Select(at => (object?)(start + (at * step))));
    }
}
