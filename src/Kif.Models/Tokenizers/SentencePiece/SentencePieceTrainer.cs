namespace Kif.Models.Tokenizers;

/// <summary>The algorithm and special ids of a SentencePiece model. The defaults are those of T5; -1 stands for none.</summary>
public sealed record SentencePieceTrainer
{
    /// <summary>The algorithm. Default: <see cref="SentencePieceKind.Unigram"/>.</summary>
    public SentencePieceKind Kind { get; init; } = SentencePieceKind.Unigram;

    /// <summary>The id of the padding piece. Default: 0.</summary>
    public int PadId { get; init; }

    /// <summary>The id of the end-of-sequence piece. Default: 1.</summary>
    public int EndId { get; init; } = 1;

    /// <summary>The id of the unknown piece. Default: 2.</summary>
    public int UnknownId { get; init; } = 2;

    /// <summary>The id of the beginning-of-sequence piece. Default: -1 (none).</summary>
    public int BeginId { get; init; } = -1;

    /// <summary>Whether spaces end words instead of beginning them. Default: false.</summary>
    public bool WhitespaceAsSuffix { get; init; }

    /// <summary>Whether text without a piece becomes byte pieces. Default: false.</summary>
    public bool ByteFallback { get; init; }
}
