namespace Kif.Models.Tokenizers.Jinja;

/// <summary>The tests that may follow <c>is</c>.</summary>
internal static class JinjaTests
{
    private static readonly Dictionary<string, Func<object?, JinjaArguments, bool>> Known = new(StringComparer.Ordinal)
    {
        ["defined"] = (value, _) => value is not Undefined,
        ["undefined"] = (value, _) => value is Undefined,
        ["none"] = (value, _) => value is null,
        ["true"] = (value, _) => value is true,
        ["false"] = (value, _) => value is false,
        ["boolean"] = (value, _) => value is bool,
        ["integer"] = (value, _) => value is long,
        ["float"] = (value, _) => value is double,
        ["number"] = (value, _) => value is long or double or bool,
        ["string"] = (value, _) => value is string,
        ["mapping"] = (value, _) => value is JinjaMap,
        ["sequence"] = (value, _) => value is JinjaList or JinjaMap or string or Undefined,
        ["iterable"] = (value, _) => value is JinjaList or JinjaMap or string or Undefined,
        ["callable"] = (value, _) => value is JinjaFunction,
        ["even"] = (value, _) => Remainder(value, 2) == 0,
        ["odd"] = (value, _) => Remainder(value, 2) == 1,
        ["divisibleby"] = (value, arguments) => Remainder(value, arguments.Whole(0, "num", 0)) == 0,
        ["lower"] = (value, _) => PythonText.Str(value) is var text && text.Any(char.IsLetter) && !text.Any(char.IsUpper),
        ["upper"] = (value, _) => PythonText.Str(value) is var text && text.Any(char.IsLetter) && !text.Any(char.IsLower),
        ["in"] = (value, arguments) => JinjaValue.Contains(arguments.Need(0, "seq"), value),
        ["sameas"] = (value, arguments) => arguments.Need(0, "other") is var other && (ReferenceEquals(value, other) || (value is bool or long && value.Equals(other))),
        ["filter"] = (value, _) => value is string name && JinjaFilters.Named(name) is not null,
        ["test"] = (value, _) => value is string name && Named(name) is not null,
    };

    static JinjaTests()
    {
        Alias((value, arguments) => JinjaValue.Same(value, arguments.Need(0, "other")), "eq", "equalto", "==");
        Alias((value, arguments) => !JinjaValue.Same(value, arguments.Need(0, "other")), "ne", "!=");
        Alias((value, arguments) => JinjaValue.Order(value, arguments.Need(0, "other")) < 0, "lt", "lessthan", "<");
        Alias((value, arguments) => JinjaValue.Order(value, arguments.Need(0, "other")) <= 0, "le", "<=");
        Alias((value, arguments) => JinjaValue.Order(value, arguments.Need(0, "other")) > 0, "gt", "greaterthan", ">");
        Alias((value, arguments) => JinjaValue.Order(value, arguments.Need(0, "other")) >= 0, "ge", ">=");
    }

    public static IEnumerable<string> Names => Known.Keys;

    public static Func<object?, JinjaArguments, bool>? Named(string name) => Known.GetValueOrDefault(name);

    private static void Alias(Func<object?, JinjaArguments, bool> test, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            Known[name] = test;
        }
    }

    private static long Remainder(object? value, long by) => value is long whole && by != 0
        ? ((whole % by) + Math.Abs(by)) % Math.Abs(by)
        : throw new JinjaException($"{PythonText.Repr(value)} cannot be divided by {by}.");
}
