namespace Kif.Models.Patterns;

/// <summary>A position in a pattern of Python's <c>re</c>.</summary>
internal sealed class PatternCursor(string text)
{
    /// <summary>The position.</summary>
    public int At { get; private set; }

    /// <summary>Whether the end is reached.</summary>
    public bool Ended => At == text.Length;

    /// <summary>Whether this character comes next.</summary>
    public bool Sees(char c) => !Ended && text[At] == c;

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
