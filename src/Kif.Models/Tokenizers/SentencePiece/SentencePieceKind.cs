namespace Kif.Models.Tokenizers;

/// <summary>The algorithm of a SentencePiece model; the numbers are those of the file format.</summary>
public enum SentencePieceKind
{
    /// <summary>Unigram language model: the most probable segmentation.</summary>
    Unigram = 1,

    /// <summary>Byte-pair encoding: merges by rank.</summary>
    Bpe = 2,

    /// <summary>One token for each word.</summary>
    Word = 3,

    /// <summary>One token for each character.</summary>
    Char = 4,
}
