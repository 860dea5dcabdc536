namespace Kif.Models;

/// <summary>A position in a pattern of Python's <c>re</c>.</summary>
internal sealed class PatternCursor(string text)
{
    /// <summary>The position.</summary>
    public int At { get; private set; }

    /// <summary>Whether the end is reached.</summary>
    public bool Ended => At == text.Length;

    /// <summary>Whether this character comes next.</summary>
    public bool NextIs(char c) => !Ended && text[At] == c;

    /// <summary>Reads the next character.</summary>
    public char Next() => Ended ? throw Refuse("an unfinished pattern") : text[At++];

    /// <summary>Reads this text if it comes next.</summary>
    public bool Take(string part)
    {
        if (string.CompareOrdinal(text, At, part, 0, part.Length) != 0) return false;
        At += part.Length;
        return true;
    }

    /// <summary>Reads characters of a set, up to a maximum number.</summary>
    public string While(Func<char, bool> allowed, int most = int.MaxValue)
    {
        int start = At;
        while (!Ended && At - start < most && allowed(text[At])) At++;
        return text[start..At];
    }

    /// <summary>Reads everything up to a character, and the character itself.</summary>
    public string Until(char end)
    {
        int start = At, found = text.IndexOf(end, At);
        if (found < 0) throw Refuse($"something without its '{end}'");
        At = found + 1;
        return text[start..found];
    }

    /// <summary>Goes back to an earlier position.</summary>
    public void Return(int place) => At = place;

    /// <summary>Creates an error about the text before the position.</summary>
    public FormatException Refuse(string what) => new($"{what}, before character {At + 1} of '{text}'");
}

/// <summary>
/// The capturing groups of a pattern. Python numbers them from left to right, .NET the named ones last; so every group gets its Python number as its name.
/// </summary>
internal sealed class PatternGroups
{
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    private readonly List<PatternWidth?> closed = [];

    /// <summary>The numbers of the groups that have names.</summary>
    public IReadOnlyDictionary<string, int> Names => names;

    /// <summary>Begins a group; returns its number.</summary>
    public int Open(PatternCursor cursor, string? name)
    {
        closed.Add(null);
        if (name is null) return closed.Count;
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw cursor.Refuse($"the group name '{name}', which is no name");
        if (!names.TryAdd(name, closed.Count)) throw cursor.Refuse($"a second group named '{name}'");
        return closed.Count;
    }

    /// <summary>Ends a group.</summary>
    public void Close(int number, PatternWidth width) => closed[number - 1] = width;

    /// <summary>Finds the number of a named group.</summary>
    public int Named(PatternCursor cursor, string name) =>
        names.TryGetValue(name, out int number) ? number : throw cursor.Refuse($"a reference to the group '{name}', which is not there");

    /// <summary>Returns the width of a reference to a group.</summary>
    public PatternWidth Reference(PatternCursor cursor, int number) => number >= 1 && number <= closed.Count && closed[number - 1] is { } width
        ? width
        : throw cursor.Refuse($"a reference to the group {number}, which does not end before it");
}

/// <summary>The width of a part of a pattern: the minimum and maximum number of characters.</summary>
internal readonly record struct PatternWidth(double Least, double Most)
{
    /// <summary>The width of a part that consumes nothing.</summary>
    public static readonly PatternWidth None = new(0, 0);

    /// <summary>The width of a single character.</summary>
    public static readonly PatternWidth One = new(1, 1);

    /// <summary>Adds the widths of consecutive parts.</summary>
    public static PatternWidth operator +(PatternWidth a, PatternWidth b) => new(a.Least + b.Least, a.Most + b.Most);

    /// <summary>Returns the width of an alternative.</summary>
    public PatternWidth Or(PatternWidth other) => new(Math.Min(Least, other.Least), Math.Max(Most, other.Most));

    /// <summary>Returns the width of a repetition.</summary>
    public PatternWidth Times(double least, double most) => new(Least * least, Most == 0 ? 0 : Most * most);
}
