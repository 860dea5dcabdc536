namespace Kif.Models.Patterns;

/// <summary>A place in a pattern of Python's <c>re</c>.</summary>
internal sealed class PatternCursor(string text)
{
    /// <summary>The place.</summary>
    public int At { get; private set; }

    /// <summary>Whether nothing is left.</summary>
    public bool Ended => At == text.Length;

    /// <summary>Whether this comes next.</summary>
    public bool Sees(char c) => !Ended && text[At] == c;

    /// <summary>The next character, which is passed.</summary>
    public char Next() => Ended ? throw Refuse("an unfinished pattern") : text[At++];

    /// <summary>Passes this if it comes next.</summary>
    public bool Take(string part)
    {
        if (string.CompareOrdinal(text, At, part, 0, part.Length) != 0) return false;
        At += part.Length;
        return true;
    }

    /// <summary>Passes characters of a set, at most so many.</summary>
    public string While(Func<char, bool> allowed, int most = int.MaxValue)
    {
        int start = At;
        while (!Ended && At - start < most && allowed(text[At])) At++;
        return text[start..At];
    }

    /// <summary>Everything up to a character, which is passed too.</summary>
    public string Until(char end)
    {
        int start = At, found = text.IndexOf(end, At);
        if (found < 0) throw Refuse($"something without its '{end}'");
        At = found + 1;
        return text[start..found];
    }

    /// <summary>Back to an earlier place.</summary>
    public void Return(int place) => At = place;

    /// <summary>An error about what stands before the place.</summary>
    public FormatException Refuse(string what) => new($"{what}, before character {At + 1} of '{text}'");
}
