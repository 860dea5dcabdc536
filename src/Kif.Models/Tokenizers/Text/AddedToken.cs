namespace Kif.Models.Tokenizers;

/// <summary>A token that is found in the text itself before any other step.</summary>
internal sealed record AddedToken(int Id, string Content)
{
    /// <summary>Whether decoding may omit it.</summary>
    public bool Special { get; init; }

    /// <summary>Whether it is searched in the normalized text, after the tokens that are searched in the raw text.</summary>
    public bool Normalized { get; init; }

    /// <summary>Whether it swallows the whitespace before it.</summary>
    public bool StripLeft { get; init; }

    /// <summary>Whether it swallows the whitespace after it.</summary>
    public bool StripRight { get; init; }

    /// <summary>Whether it must not touch a word character.</summary>
    public bool SingleWord { get; init; }
}
