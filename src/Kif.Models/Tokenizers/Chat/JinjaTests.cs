namespace Kif.Tokenizers;

/// <summary>The tests that may follow <c>is</c>: all that Jinja has.</summary>
internal static class JinjaTests
{
    private static readonly Dictionary<string, Func<object?, JinjaArguments, bool>> Known = new(StringComparer.Ordinal)
    {
        ["defined"] = (value, _) => value is not JinjaUndefined,
        ["undefined"] = (value, _) => value is JinjaUndefined,
        ["none"] = (value, _) => value is null,
        ["true"] = (value, _) => value is true,
        ["false"] = (value, _) => value is false,
        ["boolean"] = (value, _) => value is bool,
        ["integer"] = (value, _) => value is long,
        ["float"] = (value, _) => value is double,
        ["number"] = (value, _) => value is long or double or bool,
        ["string"] = (value, _) => value is string or JinjaMarkup,
        ["mapping"] = (value, _) => value is JinjaMap { Call: null },
        ["sequence"] = (value, _) => value is JinjaList { IsIndexed: true } or JinjaMap or string or JinjaMarkup or JinjaUndefined,
        ["iterable"] = (value, _) => value is JinjaList or JinjaMap or string or JinjaMarkup or JinjaUndefined,
        ["callable"] = (value, _) => value is JinjaFunction or JinjaMap { Call: not null },
        ["escaped"] = (value, _) => value is JinjaMarkup,
        ["even"] = (value, _) => Divides(value, 2L, 0),
        ["odd"] = (value, _) => Divides(value, 2L, 1),
        ["divisibleby"] = (value, arguments) => Divides(value, arguments.Required(0, "num"), 0),
        ["lower"] = (value, _) => PythonCase.Has(PythonRepr.Str(value), PythonCase.IsLower, PythonCase.IsUpper),
        ["upper"] = (value, _) => PythonCase.Has(PythonRepr.Str(value), PythonCase.IsUpper, PythonCase.IsLower),
        ["in"] = (value, arguments) => JinjaValue.Contains(arguments.Required(0, "seq"), value),
        ["sameas"] = (value, arguments) => arguments.Required(0, "other") is var other
            && (ReferenceEquals(value, other) || (value is bool or long or string && value.Equals(other))),
        ["filter"] = (value, _) => JinjaMarkup.Plain(value) is string name && JinjaFilters.Named(name) is not null,
        ["test"] = (value, _) => JinjaMarkup.Plain(value) is string name && Named(name) is not null,
    };

    static JinjaTests()
    {
        Alias((value, arguments) => JinjaValue.Same(value, arguments.Required(0, "other")), "eq", "equalto", "==");
        Alias((value, arguments) => !JinjaValue.Same(value, arguments.Required(0, "other")), "ne", "!=");
        Alias((value, arguments) => JinjaValue.Order(value, arguments.Required(0, "other")) < 0, "lt", "lessthan", "<");
        Alias((value, arguments) => JinjaValue.Order(value, arguments.Required(0, "other")) <= 0, "le", "<=");
        Alias((value, arguments) => JinjaValue.Order(value, arguments.Required(0, "other")) > 0, "gt", "greaterthan", ">");
        Alias((value, arguments) => JinjaValue.Order(value, arguments.Required(0, "other")) >= 0, "ge", ">=");
    }

    public static IEnumerable<string> Names => Known.Keys;

    public static Func<object?, JinjaArguments, bool>? Named(string name) => Known.GetValueOrDefault(name);

    private static void Alias(Func<object?, JinjaArguments, bool> test, params ReadOnlySpan<string> names)
    {
        foreach (string name in names) Known[name] = test;
    }

    private static bool Divides(object? value, object? by, long rest) => JinjaValue.Number(value) is not null
        ? JinjaValue.Same(JinjaArithmetic.Apply("%", value, by, new JinjaBudget()), rest)
        : throw new JinjaException($"{JinjaValue.Kind(value)} cannot be divided.");
}
