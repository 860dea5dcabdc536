using System.Globalization;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>The methods of Python's strings; all but <c>encode</c>, <c>maketrans</c> and <c>translate</c>.</summary>
internal static class JinjaStringMethods
{
    /// <summary>Returns a method of a string, or null.</summary>
    public static JinjaFunction? Named(string text, string name, JinjaBudget budget) => name switch
    {
        "strip" => arguments => budget.Charged(Stripped(text, arguments, true, true)),
        "lstrip" => arguments => budget.Charged(Stripped(text, arguments, true, false)),
        "rstrip" => arguments => budget.Charged(Stripped(text, arguments, false, true)),
        "upper" => _ => budget.Charged(PythonCase.Upper(text)),
        "lower" => _ => budget.Charged(PythonCase.Lower(text)),
        "title" => _ => budget.Charged(PythonCase.Title(text)),
        "capitalize" => _ => budget.Charged(PythonCase.Capitalize(text)),
        "casefold" => _ => budget.Charged(PythonCase.Casefold(text)),
        "swapcase" => _ => budget.Charged(PythonCase.Swap(text)),
        "startswith" => arguments => Any(text, arguments, budget, static (part, prefix) => part.StartsWith(prefix, StringComparison.Ordinal)),
        "endswith" => arguments => Any(text, arguments, budget, static (part, suffix) => part.EndsWith(suffix, StringComparison.Ordinal)),
        "removeprefix" => arguments => arguments.Text(0, "prefix") is var prefix && text.StartsWith(prefix, StringComparison.Ordinal)
            ? text[prefix.Length..] : text,
        "removesuffix" => arguments => arguments.Text(0, "suffix") is var suffix && text.EndsWith(suffix, StringComparison.Ordinal)
            ? text[..^suffix.Length] : text,
        "split" => arguments => Split(text, arguments, budget, fromRight: false),
        "rsplit" => arguments => Split(text, arguments, budget, fromRight: true),
        "splitlines" => arguments => new JinjaList(PythonText.Lines(text, JinjaValue.Truth(arguments.Get(0, "keepends", false)))),
        "partition" => arguments => Partition(text, Separator(arguments), last: false),
        "rpartition" => arguments => Partition(text, Separator(arguments), last: true),
        "replace" => arguments => Replaced(text, arguments, budget),
        "find" => arguments => Found(text, arguments, budget, last: false),
        "rfind" => arguments => Found(text, arguments, budget, last: true),
        "index" => arguments => Found(text, arguments, budget, last: false) is >= 0 and var at
            ? at : throw new JinjaException("index: the text is not found."),
        "rindex" => arguments => Found(text, arguments, budget, last: true) is >= 0 and var at
            ? at : throw new JinjaException("rindex: the text is not found."),
        "count" => arguments => Count(text, arguments, budget),
        "join" => arguments => Joined(text, JinjaValue.Items(arguments.Required(0, "iterable")), budget),
        "center" => arguments => Padded(text, arguments, '^', budget),
        "ljust" => arguments => Padded(text, arguments, '<', budget),
        "rjust" => arguments => Padded(text, arguments, '>', budget),
        "zfill" => arguments => ZeroFilled(text, Width(arguments, budget)),
        "expandtabs" => arguments => budget.Charged(PythonText.Tabs(text, Math.Min(arguments.Integer(0, "tabsize", 8), 1024))),
        "format" => arguments => PythonFormat.Fill(text, arguments, budget),
        "format_map" => arguments => PythonFormat.Fill(text, new("format_map", [], Names(arguments.Required(0, "mapping"))), budget),
        _ => Predicate(text, name) is { } holds ? _ => holds : null,
    };

    public static string Replaced(string text, JinjaArguments arguments, JinjaBudget budget)
    {
        string old = arguments.Text(0, "old"), with = arguments.Text(1, "new");
        int most = arguments.Get(2, "count", null) is null ? -1 : arguments.Integer(2, "count", -1);
        budget.Charge(text.Length + ((long)with.Length * (old.Length > 0 ? text.AsSpan().Count(old) : text.Length + 1)));
        return PythonText.Replace(text, old, with, most);
    }

    public static string Stripped(string text, JinjaArguments arguments, bool left, bool right) =>
        PythonText.Strip(text, JinjaMarkup.Plain(arguments.Get(0, "chars", null)) as string, left, right);

    private static bool? Predicate(string text, string name)
    {
        return name switch
        {
            "isalnum" => All(PythonText.IsAlphanumeric),
            "isalpha" => All(Rune.IsLetter),
            "isascii" => text.All(char.IsAscii),
            "isdecimal" => All(rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber),
            "isdigit" => All(PythonCase.IsDigit),
            "isnumeric" => All(PythonCase.IsNumeric),
            "isidentifier" => text.Length > 0 && JinjaScanner.NameAt(text, 0).Length == text.Length,
            "islower" => PythonCase.Has(text, PythonCase.IsLower, PythonCase.IsUpper),
            "isupper" => PythonCase.Has(text, PythonCase.IsUpper, PythonCase.IsLower),
            "isprintable" => text.EnumerateRunes().All(PythonText.IsPrintable),
            "isspace" => text.Length > 0 && text.All(PythonText.IsSpace),
            "istitle" => IsTitle(text),
            _ => null,
        };

        bool All(Func<Rune, bool> holds) => text.Length > 0 && text.EnumerateRunes().All(holds);
    }

    private static bool IsTitle(string text)
    {
        bool inWord = false, any = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (PythonCase.IsCased(rune) && PythonCase.IsLower(rune) != inWord) return false;
            any |= inWord = PythonCase.IsCased(rune);
        }
        return any;
    }

    private static string Joined(string separator, JinjaList items, JinjaBudget budget) => budget.Charged(string.Join(
        separator, items.Select(item => JinjaMarkup.Plain(item) as string ?? throw new JinjaException($"join: {JinjaValue.Kind(item)} is no string."))));

    private static bool Any(string text, JinjaArguments arguments, JinjaBudget budget, Func<string, string, bool> holds)
    {
        string part = (string)JinjaSlice.Of(text, arguments.Get(1, "start", null), arguments.Get(2, "end", null), null, budget)!;
        return JinjaMarkup.Plain(arguments.Required(0, "prefix")) switch
        {
            string sought => holds(part, sought),
            JinjaList { IsTuple: true } several => several.OfType<string>().Any(sought => holds(part, sought)),
            var other => throw new JinjaException($"{arguments.Name}: a string is expected, not {PythonRepr.Repr(other)}."),
        };
    }

    private static JinjaList Split(string text, JinjaArguments arguments, JinjaBudget budget, bool fromRight)
    {
        budget.Spend(text.Length);
        var (separator, most) = (JinjaMarkup.Plain(arguments.Get(0, "sep", null)), arguments.Integer(1, "maxsplit", -1));
        return separator is null or string { Length: > 0 } ? new JinjaList(PythonText.Split(text, separator as string, most, fromRight))
            : throw new JinjaException("split: the separator is a string that is not empty, or none.");
    }

    private static string Separator(JinjaArguments arguments) =>
        arguments.Text(0, "sep") is { Length: > 0 } separator ? separator : throw new JinjaException("partition: the separator is empty.");

    private static JinjaList Partition(string text, string separator, bool last)
    {
        int at = last ? text.LastIndexOf(separator, StringComparison.Ordinal) : text.IndexOf(separator, StringComparison.Ordinal);
        return at >= 0 ? JinjaList.Tuple(text[..at], separator, text[(at + separator.Length)..])
            : last ? JinjaList.Tuple("", "", text) : JinjaList.Tuple(text, "", "");
    }

    private static long Found(string text, JinjaArguments arguments, JinjaBudget budget, bool last)
    {
        string sought = arguments.Text(0, "sub");
        long start = arguments.Get(1, "start", null) is null ? 0 : arguments.Integer(1, "start", 0), length = PythonText.Length(text);
        start = start < 0 ? Math.Max(0, start + length) : start;
        if (start > length) return -1;
        string part = (string)JinjaSlice.Of(text, start, arguments.Get(2, "end", null), null, budget)!;
        int at = last ? part.LastIndexOf(sought, StringComparison.Ordinal) : part.IndexOf(sought, StringComparison.Ordinal);
        return at < 0 ? -1 : start + PythonText.Length(part[..at]);
    }

    private static long Count(string text, JinjaArguments arguments, JinjaBudget budget)
    {
        string part = (string)JinjaSlice.Of(text, arguments.Get(1, "start", null), arguments.Get(2, "end", null), null, budget)!;
        return arguments.Text(0, "sub") is { Length: > 0 } sought ? part.AsSpan().Count(sought) : PythonText.Length(part) + 1;
    }

    private static string Padded(string text, JinjaArguments arguments, char align, JinjaBudget budget)
    {
        string fill = arguments.Has(1, "fillchar") ? arguments.Text(1, "fillchar") : " ";
        return PythonText.Length(fill) == 1 ? PythonText.Pad(text, Width(arguments, budget), align, fill)
            : throw new JinjaException($"{arguments.Name}: exactly one character fills.");
    }

    private static int Width(JinjaArguments arguments, JinjaBudget budget)
    {
        arguments.Required(0, "width");
        int width = arguments.Integer(0, "width", 0);
        budget.Charge(Math.Max(0, width));
        return width;
    }

    private static string ZeroFilled(string text, int width)
    {
        string sign = text.Length > 0 && text[0] is '-' or '+' ? text[..1] : "";
        return sign + PythonText.Pad(text[sign.Length..], width - sign.Length, '>', "0");
    }

    private static Dictionary<string, object?> Names(object? mapping) => mapping is JinjaMap map
        ? map.Where(entry => entry.Key is string).ToDictionary(entry => (string)entry.Key, entry => entry.Value, StringComparer.Ordinal)
        : throw new JinjaException($"format_map: {JinjaValue.Kind(mapping)} is no dictionary.");
}
