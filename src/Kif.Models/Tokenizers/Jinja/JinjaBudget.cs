namespace Kif.Models.Tokenizers.Jinja;

/// <summary>The limits of a template while it is rendered, so that none hangs or exhausts memory.</summary>
internal sealed class JinjaBudget
{
    /// <summary>The maximum number of loop steps, list items and calls together.</summary>
    public const int MaxSteps = 2_000_000;

    /// <summary>The maximum number of characters of all strings made on the way.</summary>
    public const int MaxCharacters = 1 << 26;

    /// <summary>The maximum depth of nested macro calls.</summary>
    public const int MaxDepth = 64;

    private int _steps = MaxSteps;
    private long _characters = MaxCharacters;
    private int _depth;

    public void Spend(int steps)
    {
        if ((_steps -= Math.Max(steps, 0)) < 0)
        {
            throw new JinjaException($"the template takes more than {MaxSteps} steps.");
        }
    }

    /// <summary>Counts the characters of a new string, and returns it.</summary>
    public string Made(string text)
    {
        Make(text.Length);
        return text;
    }

    /// <summary>Counts characters before they are allocated.</summary>
    public void Make(long characters)
    {
        if ((_characters -= characters) < 0)
        {
            throw new JinjaException($"the template makes more than {MaxCharacters} characters of text.");
        }
    }

    /// <summary>Runs a macro, one level deeper.</summary>
    public T Nested<T>(Func<T> run)
    {
        if (++_depth > MaxDepth)
        {
            throw new JinjaException($"macros call each other more than {MaxDepth} deep.");
        }

        var result = run();
        _depth--;
        return result;
    }
}
