namespace Kif.Models.Tokenizers.Jinja;

/// <summary>What a template may still use up while it is rendered, so that none hangs or fills the memory.</summary>
internal sealed class JinjaBudget
{
    /// <summary>Steps of loops, items of lists, calls.</summary>
    public const int MaxSteps = 2_000_000;

    /// <summary>Characters that all texts made along the way may have together.</summary>
    public const int MaxCharacters = 1 << 26;

    /// <summary>How deep macros may call macros.</summary>
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

    /// <summary>Counts a text that was made, and gives it back.</summary>
    public string Made(string text)
    {
        Make(text.Length);
        return text;
    }

    /// <summary>Counts characters before they are made.</summary>
    public void Make(long characters)
    {
        if ((_characters -= characters) < 0)
        {
            throw new JinjaException($"the template makes more than {MaxCharacters} characters of text.");
        }
    }

    /// <summary>Runs a macro.</summary>
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
