using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Kif.Tokenizers;

/// <summary>The filters of texts; another value counts as it is printed.</summary>
internal static partial class JinjaTextFilters
{
    public static IReadOnlyDictionary<string, JinjaFilter> All { get; } = new Dictionary<string, JinjaFilter>(StringComparer.Ordinal)
    {
        ["trim"] = (value, arguments, budget) => budget.Charged(JinjaStringMethods.Stripped(PythonRepr.Str(value), arguments, true, true)),
        ["upper"] = (value, _, budget) => budget.Charged(PythonCase.Upper(PythonRepr.Str(value))),
        ["lower"] = (value, _, budget) => budget.Charged(PythonCase.Lower(PythonRepr.Str(value))),
        ["title"] = (value, _, budget) => budget.Charged(Title(PythonRepr.Str(value))),
        ["capitalize"] = (value, _, budget) => budget.Charged(PythonCase.Capitalize(PythonRepr.Str(value))),
        ["replace"] = (value, arguments, budget) => JinjaStringMethods.Replaced(PythonRepr.Str(value), Texts(arguments), budget),
        ["center"] = (value, arguments, budget) => budget.Charged(
            PythonText.Pad(PythonRepr.Str(value), Math.Clamp(arguments.Integer(0, "width", 80), 0, 100_000), '^', " ")),
        ["indent"] = Indented,
        ["truncate"] = Truncated,
        ["wordcount"] = (value, _, budget) => WordCount(budget.Charged(PythonRepr.Str(value))),
        ["format"] = (value, arguments, budget) => arguments.Named.Count == 0
            ? PythonPercent.Fill(PythonRepr.Str(value), JinjaList.Tuple([.. arguments.Positional]), budget)
            : arguments.Positional.Count == 0 ? PythonPercent.Fill(PythonRepr.Str(value), Map(arguments), budget)
            : throw new JinjaException("format: either positional or named arguments."),
        ["striptags"] = (value, _, budget) => budget.Charged(StripTags(PythonRepr.Str(value))),
        ["urlencode"] = (value, _, budget) => budget.Charged(UrlEncoded(value)),
        ["xmlattr"] = Attributes,
    };

    /// <summary>Writes each part that begins the text or follows <c>- ( { [ &lt;</c> or white space with a capital, the rest in lower case.</summary>
    private static string Title(string text)
    {
        var title = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length;)
        {
            bool separates = Separates(text[at]);
            int end = at;
            while (end < text.Length && Separates(text[end]) == separates) end++;
            int first = char.IsHighSurrogate(text[at]) && end - at > 1 ? 2 : 1;
            title.Append(PythonCase.Upper(text[at..(at + first)])).Append(PythonCase.Lower(text[(at + first)..end]));
            at = end;
        }
        return title.ToString();

        static bool Separates(char unit) => unit is '-' or '(' or '{' or '[' or '<' || PythonText.IsSpace(unit);
    }

    private static object? Indented(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        if (value is not string) throw new JinjaException($"indent: {JinjaValue.Kind(value)} is no string.");
        string width = JinjaMarkup.Plain(arguments.Get(0, "width", 4L)) as string ?? new string(' ', Math.Clamp(arguments.Integer(0, "width", 4), 0, 1024));
        var (first, blank) = (JinjaValue.Truth(arguments.Get(1, "first", false)), JinjaValue.Truth(arguments.Get(2, "blank", false)));
        string[] lines = [.. PythonText.Lines(PythonRepr.Str(value) + "\n")];
        budget.Charge((long)lines.Length * width.Length);
        return budget.Charged(string.Join('\n', lines.Select((line, at) => (at == 0 ? first : blank || line.Length > 0) ? width + line : line)));
    }

    private static object? Truncated(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        string text = PythonRepr.Str(value), end = arguments.Has(2, "end") ? arguments.Text(2, "end") : "...";
        int length = arguments.Integer(0, "length", 255), leeway = arguments.Get(3, "leeway", null) is null ? 5 : arguments.Integer(3, "leeway", 5);
        int kept = length - PythonText.Length(end);
        if (kept < 0 || leeway < 0)
            throw new JinjaException($"truncate: a length of at least {PythonText.Length(end)} and a leeway of at least 0 are expected.");
        if (value is not string)
            return JinjaValue.Items(value).Count <= length + leeway ? value : throw new JinjaException($"truncate: {JinjaValue.Kind(value)} is no string.");
        if (PythonText.Length(text) <= length + leeway) return text;
        string cut = PythonText.First(text, kept);
        if (!JinjaValue.Truth(arguments.Get(1, "killwords", false)) && cut.LastIndexOf(' ') is >= 0 and var blank) cut = cut[..blank];
        return budget.Charged(cut + end);
    }

    private static long WordCount(string text)
    {
        long words = 0;
        bool inWord = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool word = rune.Value == '_' || PythonText.IsAlphanumeric(rune);
            words += word && !inWord ? 1 : 0;
            inWord = word;
        }
        return words;
    }

    private static string StripTags(string text) =>
        WebUtility.HtmlDecode(string.Join(' ', PythonText.Split(Tag().Replace(Comment().Replace(text, ""), ""), null, -1, fromRight: false)));

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("<.*?>", RegexOptions.Singleline)]
    private static partial Regex Tag();

    private static string UrlEncoded(object? value) => value switch
    {
        JinjaMap map => string.Join('&', map.Select(entry => $"{Query(entry.Key)}={Query(entry.Value)}")),
        JinjaList pairs => string.Join('&', JinjaValue.Items(pairs).Select(JinjaValue.Items).Select(pair => pair.Count == 2
            ? $"{Query(pair[0])}={Query(pair[1])}" : throw new JinjaException("urlencode: a list of pairs is expected."))),
        _ => Uri.EscapeDataString(PythonRepr.Str(value)).Replace("%2F", "/", StringComparison.Ordinal),
    };

    private static string Query(object? value) => Uri.EscapeDataString(PythonRepr.Str(value)).Replace("%20", "+", StringComparison.Ordinal);

    private static object? Attributes(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        if (value is not JinjaMap map) throw new JinjaException($"xmlattr: {JinjaValue.Kind(value)} is no dictionary.");
        IEnumerable<string> written = map.Where(entry => entry.Value is not (null or JinjaUndefined)).Select(entry =>
            PythonRepr.Str(entry.Key) is var key && key.AsSpan().IndexOfAny(" \t\n\r\f\v/>=") < 0
                ? $"{JinjaMarkup.Escape(key)}=\"{JinjaMarkup.Escaped(entry.Value).Text}\""
                : throw new JinjaException($"xmlattr: {PythonRepr.Repr(key)} is no name of an attribute."));
        string text = string.Join(' ', written);
        return budget.Charged(text.Length > 0 && JinjaValue.Truth(arguments.Get(0, "autospace", true)) ? " " + text : text);
    }

    /// <summary>Jinja's <c>replace</c> takes any values, unlike the method.</summary>
    private static JinjaArguments Texts(JinjaArguments arguments) => new(
        arguments.Name, [.. arguments.Positional.Select((value, at) => at < 2 ? PythonRepr.Str(value) : value)],
        arguments.Named.ToDictionary(
            entry => entry.Key, entry => entry.Key is "old" or "new" ? PythonRepr.Str(entry.Value) : entry.Value, StringComparer.Ordinal));

    private static JinjaMap Map(JinjaArguments arguments)
    {
        var map = new JinjaMap();
        foreach ((string name, object? value) in arguments.Named) map[name] = value;
        return map;
    }
}
