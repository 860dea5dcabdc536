using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kif.Models;

/// <summary>
/// Translates a pattern of Python's <c>re</c> to .NET. Rejects patterns that Python rejects, and unsupported ones: conditional groups, verbose and ASCII-only
/// patterns, characters by name. On ASCII texts, such as names of modules, the translation matches the same texts as the pattern.
/// </summary>
internal sealed class PatternTranslation
{
    private const int DeepestNesting = 100, LongestPattern = 20_000;

    private readonly PatternCursor cursor;
    private readonly PatternGroups groups = new();
    private int depth;
    private bool ignoresCase, started;

    private PatternTranslation(string pattern) => cursor = new(pattern);

    private RegexOptions Options { get; set; } = RegexOptions.CultureInvariant;

    /// <summary>Returns the pattern and options for .NET, with groups named by their Python numbers, and the numbers of the named groups.</summary>
    /// <exception cref="FormatException">The pattern is invalid in Python or unsupported; the message says what and where.</exception>
    public static (string Pattern, RegexOptions Options, IReadOnlyDictionary<string, int> Groups) Of(string pattern)
    {
        if (pattern.Length > LongestPattern) throw new FormatException($"a pattern of {pattern.Length} characters; at most {LongestPattern} are read");
        var translation = new PatternTranslation(pattern);
        string text = translation.Alternatives().Text;
        if (!translation.cursor.Ended) throw translation.cursor.Refuse("a ) without its (");
        if (translation.ignoresCase && !pattern.All(char.IsAscii)) throw new FormatException($"characters beyond ASCII without regard to case in '{pattern}'");
        return (text, translation.Options, translation.groups.Names);
    }

    private (string Text, PatternWidth Width) Alternatives()
    {
        if (++depth > DeepestNesting) throw cursor.Refuse($"groups nested more than {DeepestNesting} deep");
        (string text, PatternWidth width) = Sequence();
        while (cursor.Take("|"))
        {
            started = true;
            (string other, PatternWidth otherWidth) = Sequence();
            (text, width) = ($"{text}|{other}", width.Or(otherWidth));
        }
        depth--;
        return (text, width);
    }

    private (string Text, PatternWidth Width) Sequence()
    {
        var text = new StringBuilder();
        PatternWidth all = PatternWidth.None;
        while (true)
        {
            SkipComments();
            if (cursor.Ended || cursor.NextIs('|') || cursor.NextIs(')')) return (text.ToString(), all);
            int place = cursor.At;
            if (PatternRepeat.Read(cursor) is not null) throw cursor.Refuse("a repetition of nothing");
            cursor.Return(place);
            if (Atom() is not var (part, width, repeats)) continue;
            started = true;
            SkipComments();
            if (PatternRepeat.Read(cursor) is { } repeat)
            {
                if (!repeats) throw cursor.Refuse("a repetition of nothing");
                (part, width) = (repeat.Of(part), width.Times(repeat.Least, repeat.Most));
                SkipComments();
                if (PatternRepeat.Read(cursor) is not null) throw cursor.Refuse("a repetition of a repetition");
            }
            text.Append(part);
            all += width;
        }
    }

    private void SkipComments()
    {
        while (cursor.Take("(?#")) cursor.Until(')');
    }

    /// <summary>Reads one part that a repetition can follow; null for flags of the whole pattern.</summary>
    private (string Text, PatternWidth Width, bool Repeats)? Atom()
    {
        char c = cursor.Next();
        return c switch
        {
            '(' => cursor.Take("?") ? Extension() : Capture(null),
            '[' => (PatternClass.Read(cursor), PatternWidth.One, true),
            '\\' => Escape(),
            '.' => (".", PatternWidth.One, true),
            '^' or '$' => (c.ToString(), PatternWidth.None, false),
            _ => (PatternEscape.Literal(c), PatternWidth.One, true),
        };
    }

    private (string, PatternWidth, bool) Escape()
    {
        int place = cursor.At;
        switch (cursor.Next())
        {
            case 'A': return (@"\A", PatternWidth.None, false);
            case 'Z': return (@"\z", PatternWidth.None, false);
            case 'b': return (@"\b", PatternWidth.None, false);
            case 'B': return (@"\B", PatternWidth.None, false);
            case >= '1' and <= '9': return Numbered(place);
        }
        cursor.Return(place);
        (string? category, int code) = PatternEscape.Read(cursor, false);
        return (category ?? PatternEscape.Literal(code), PatternWidth.One, true);
    }

    /// <summary>Reads an escaped number: three octal digits are a character, one or two digits a reference.</summary>
    private (string, PatternWidth, bool) Numbered(int place)
    {
        cursor.Return(place);
        string digits = cursor.While(char.IsAsciiDigit, 3);
        if (digits.Length == 3 && digits.All(d => d < '8'))
        {
            int code = Convert.ToInt32(digits, 8);
            return code <= 255 ? (PatternEscape.Literal(code), PatternWidth.One, true) : throw cursor.Refuse($@"\{digits}, which is above \377");
        }
        digits = digits[..Math.Min(2, digits.Length)];
        cursor.Return(place + digits.Length);
        int number = int.Parse(digits, CultureInfo.InvariantCulture);
        return ($@"\k<{number}>", groups.Reference(cursor, number), true);
    }

    private (string, PatternWidth, bool)? Extension()
    {
        if (cursor.Take("P<")) return Capture(cursor.Until('>'));
        if (cursor.Take("P=") && cursor.Until(')') is var name && groups.Named(cursor, name) is var number)
            return ($@"\k<{number}>", groups.Reference(cursor, number), true);
        if (cursor.Take(":")) return Group("(?:", w => w);
        if (cursor.Take(">")) return Group("(?>", w => w);
        if (cursor.Take("=")) return Group("(?=", _ => PatternWidth.None);
        if (cursor.Take("!")) return Group("(?!", _ => PatternWidth.None);
        if (cursor.Take("<=")) return Group("(?<=", Behind);
        if (cursor.Take("<!")) return Group("(?<!", Behind);
        (RegexOptions? whole, string head, bool ignores) = PatternFlags.Read(cursor);
        ignoresCase |= ignores;
        if (whole is not { } flags) return Group(head, w => w);
        if (depth > 1 || started) throw cursor.Refuse("flags of the whole pattern that do not stand at its start");
        Options |= flags;
        return null;
    }

    private PatternWidth Behind(PatternWidth width) => width.Least == width.Most ? PatternWidth.None : throw cursor.Refuse("a look behind of no fixed width");

    private (string, PatternWidth, bool) Capture(string? name)
    {
        int number = groups.Open(cursor, name);
        return Group($"(?<{number}>", w =>
        {
            groups.Close(number, w);
            return w;
        });
    }

    private (string, PatternWidth, bool) Group(string head, Func<PatternWidth, PatternWidth> width)
    {
        started = true;
        (string text, PatternWidth inner) = Alternatives();
        if (!cursor.Take(")")) throw cursor.Refuse("a ( without its )");
        return ($"{head}{text})", width(inner), true);
    }
}
