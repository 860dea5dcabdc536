namespace Kif.Tokenizers;

/// <summary>The tokens of a template with a parser's position.</summary>
internal sealed class JinjaTokens(IReadOnlyList<JinjaToken> tokens)
{
    private const int MaxDepth = 128;

    private int _at;
    private int _depth;

    public JinjaToken Current => tokens[_at];

    public int Position => _at;

    /// <summary>The last call that was parsed to its end: of a chain, the outermost.</summary>
    public JinjaCallSite? LastCall { get; set; }

    /// <summary>Whether a name stands between a position and the current one.</summary>
    public bool HasName(string name, int from) => Enumerable.Range(from, _at - from).Any(at => tokens[at].Names(name));

    /// <summary>The token after the current one.</summary>
    public JinjaToken Following => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    /// <summary>Returns the current token and moves to the next.</summary>
    public JinjaToken Take()
    {
        var token = tokens[_at];
        _at = Math.Min(_at + 1, tokens.Count - 1);
        return token;
    }

    public bool TakeIf(string operation) => Advance(Current.Is(operation));

    public bool TakeIfNamed(string name) => Advance(Current.Names(name));

    public void Expect(string operation)
    {
        if (!TakeIf(operation))
        {
            throw Unexpected($"'{operation}'");
        }
    }

    public void ExpectNamed(string name)
    {
        if (!TakeIfNamed(name))
        {
            throw Unexpected($"'{name}'");
        }
    }

    public JinjaToken Expect(JinjaTokenKind kind) => Current.Kind == kind ? Take() : throw Unexpected(kind.ToString());

    /// <summary>Makes the error for an unexpected token.</summary>
    public JinjaException Unexpected(string expected) => new(
        $"line {Current.Line}: {expected} is expected, not {(Current.Text.Length > 0 ? $"'{Current.Text}'" : Current.Kind.ToString())}.");

    /// <summary>Parses a nested construct; throws if it is nested too deep.</summary>
    public T Nested<T>(Func<T> parse)
    {
        if (++_depth > MaxDepth)
        {
            throw new JinjaException($"line {Current.Line}: nested more than {MaxDepth} deep.");
        }

        var parsed = parse();
        _depth--;
        return parsed;
    }

    private bool Advance(bool matches)
    {
        if (matches)
        {
            Take();
        }

        return matches;
    }
}

/// <summary>A call in a template.</summary>
internal sealed class JinjaCallSite
{
    /// <summary>The variable that holds the body of a call block; no template can name it.</summary>
    public const string Caller = "(caller)";

    /// <summary>Whether the call is that of a call block, so that it passes its body on.</summary>
    public bool PassesCaller { get; set; }
}
