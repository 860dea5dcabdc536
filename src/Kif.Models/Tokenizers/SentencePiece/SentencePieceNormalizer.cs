namespace Kif.Models.Tokenizers;

/// <summary>The settings of a SentencePiece model's text normalization.</summary>
public sealed record SentencePieceNormalizer
{
    /// <summary>The name of the rule, such as <c>nmt_nfkc</c> or <c>identity</c>. Default: <c>identity</c>.</summary>
    public string Name { get; init; } = "identity";

    /// <summary>The compiled rule: a double-array trie and its replacements. Default: empty, which changes nothing.</summary>
    public ReadOnlyMemory<byte> Charsmap { get; init; }

    /// <summary>Whether a space is put before the text. Default: true.</summary>
    public bool AddDummyPrefix { get; init; } = true;

    /// <summary>Whether leading, trailing and repeated spaces are dropped. Default: true.</summary>
    public bool RemoveExtraWhitespaces { get; init; } = true;

    /// <summary>Whether a space is written as U+2581. Default: true.</summary>
    public bool EscapeWhitespaces { get; init; } = true;
}
