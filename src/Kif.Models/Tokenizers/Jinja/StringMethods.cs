using System.Text;

namespace Kif.Models.Tokenizers.Jinja;

/// <summary>The methods of Python's strings that templates use.</summary>
internal static class StringMethods
{
    /// <summary>Returns a method of a string, or null.</summary>
    public static JinjaFunction? Named(string text, string name, JinjaBudget budget) => name switch
    {
        "strip" => arguments => budget.Made(Stripped(text, arguments, true, true)),
        "lstrip" => arguments => budget.Made(Stripped(text, arguments, true, false)),
        "rstrip" => arguments => budget.Made(Stripped(text, arguments, false, true)),
        "upper" => _ => budget.Made(text.ToUpperInvariant()),
        "lower" => _ => budget.Made(text.ToLowerInvariant()),
        "title" => _ => budget.Made(Title(text)),
        "capitalize" => _ => budget.Made(Capitalized(text)),
        "startswith" => arguments => Any(arguments, prefix => text.StartsWith(prefix, StringComparison.Ordinal)),
        "endswith" => arguments => Any(arguments, suffix => text.EndsWith(suffix, StringComparison.Ordinal)),
        "split" => arguments => Split(text, arguments, budget),
        "splitlines" => _ => new JinjaList(Lines(text)),
        "replace" => arguments => Replaced(text, arguments, budget),
        "find" => arguments => (long)text.IndexOf(arguments.Text(0, "sub"), StringComparison.Ordinal),
        "count" => arguments => (long)text.AsSpan().Count(arguments.Text(0, "sub")),
        "join" => arguments => Joined(text, JinjaValue.Items(arguments.Need(0, "iterable")), budget),
        "isdigit" => _ => text.Length > 0 && text.All(char.IsDigit),
        "isalpha" => _ => text.Length > 0 && text.All(char.IsLetter),
        _ => null,
    };

    public static string Title(string text)
    {
        var (title, inWord) = (new StringBuilder(text.Length), false);
        foreach (var rune in text.EnumerateRunes())
        {
            title.Append(inWord ? Rune.ToLowerInvariant(rune) : Rune.ToUpperInvariant(rune));
            inWord = Rune.IsLetter(rune);
        }

        return title.ToString();
    }

    public static string Capitalized(string text) => text.Length == 0 ? text : text[..1].ToUpperInvariant() + text[1..].ToLowerInvariant();

    public static string Replaced(string text, JinjaArguments arguments, JinjaBudget budget)
    {
        var (old, with, most) = (arguments.Text(0, "old"), arguments.Text(1, "new"), arguments.Whole(2, "count", -1));
        if (old.Length == 0)
        {
            throw new JinjaException("replace: an empty text cannot be replaced.");
        }

        budget.Make(text.Length + ((long)with.Length * text.AsSpan().Count(old)));
        if (most < 0)
        {
            return text.Replace(old, with, StringComparison.Ordinal);
        }

        var parts = text.Split(old, most == int.MaxValue ? most : most + 1);
        return string.Join(with, parts);
    }

    /// <summary>Returns the lines of a string, without the break at its end.</summary>
    public static IEnumerable<string> Lines(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }

    public static string Stripped(string text, JinjaArguments arguments, bool left, bool right)
    {
        var characters = arguments.Get(0, "chars", null) is string given ? given.ToCharArray() : null;
        text = left ? text.TrimStart(characters) : text;
        return right ? text.TrimEnd(characters) : text;
    }

    private static string Joined(string separator, JinjaList items, JinjaBudget budget) => budget.Made(string.Join(
        separator, items.Select(item => item as string ?? throw new JinjaException($"join: {JinjaValue.Kind(item)} is no string."))));

    private static bool Any(JinjaArguments arguments, Func<string, bool> holds) => arguments.Need(0, "prefix") switch
    {
        string text => holds(text),
        JinjaList { IsTuple: true } several => several.OfType<string>().Any(holds),
        var other => throw new JinjaException($"a string is expected, not {PythonText.Repr(other)}."),
    };

    private static JinjaList Split(string text, JinjaArguments arguments, JinjaBudget budget)
    {
        var (separator, most) = (arguments.Get(0, "sep", null), arguments.Whole(1, "maxsplit", -1));
        budget.Spend(text.Length);
        if (separator is string { Length: > 0 } given)
        {
            return new JinjaList(most < 0 ? text.Split(given) : text.Split(given, most + 1));
        }

        return separator is null && most < 0
            ? new JinjaList(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            : throw new JinjaException("split: with a limit, a separator that is not empty is needed.");
    }
}
