namespace Kif.Models.Tokenizers;

/// <summary>A token found in the text itself before anything else is done to it.</summary>
internal sealed record AddedToken(int Id, string Content)
{
    /// <summary>Whether decoding may leave it out.</summary>
    public bool Special { get; init; }

    /// <summary>Whether it is looked for in the normalised text, after those that are not.</summary>
    public bool Normalized { get; init; }

    /// <summary>Whether it swallows the white space before it.</summary>
    public bool StripLeft { get; init; }

    /// <summary>Whether it swallows the white space after it.</summary>
    public bool StripRight { get; init; }

    /// <summary>Whether it must not touch a word character.</summary>
    public bool SingleWord { get; init; }
}
