namespace Kif.Tokenizers;

/// <summary>A SentencePiece model file (<c>spiece.model</c>, <c>tokenizer.model</c>): vocabulary, special ids and normalizer.</summary>
/// <remarks>Other training settings of the file (inputs, sampling, self tests) are neither kept nor written.</remarks>
internal sealed record SentencePieceModel
{
    /// <summary>The vocabulary in order of ids.</summary>
    public required IReadOnlyList<SentencePiece> Pieces { get; init; }

    /// <summary>Algorithm and special ids.</summary>
    public SentencePieceTrainerSpec Trainer { get; init; } = new();

    /// <summary>The normalizer.</summary>
    public SentencePieceNormalizerSpec Normalizer { get; init; } = new();

    /// <summary>Reads a model.</summary>
    /// <param name="bytes">The content of the file.</param>
    /// <exception cref="InvalidDataException">The bytes are not a SentencePiece model.</exception>
    public static SentencePieceModel Read(ReadOnlySpan<byte> bytes) => SentencePieceReader.Model(bytes);

    /// <summary>Writes the model so that <see cref="Read"/> and the sentencepiece library read it.</summary>
    /// <exception cref="InvalidOperationException">A special id names no piece, or a piece is empty.</exception>
    public byte[] Write() => SentencePieceWriter.Model(this);
}

/// <summary>One entry of a SentencePiece vocabulary; its id is its position.</summary>
/// <param name="Text">The piece; U+2581 stands for a space.</param>
/// <param name="Score">Log probability (Unigram); 0 for control and unknown pieces.</param>
/// <param name="Type">The purpose of the piece. Default: <see cref="SentencePieceType.Normal"/>.</param>
internal readonly record struct SentencePiece(string Text, float Score, SentencePieceType Type = SentencePieceType.Normal);

/// <summary>The purpose of a piece of a SentencePiece model; the numbers are those of its file format, and of GGUF.</summary>
internal enum SentencePieceType
{
    /// <summary>An ordinary piece of text.</summary>
    Normal = 1,

    /// <summary>The one piece that stands for text without a piece of its own.</summary>
    Unknown = 2,

    /// <summary>A token that never occurs in text, such as <c>&lt;/s&gt;</c>.</summary>
    Control = 3,

    /// <summary>A string that is always one token.</summary>
    UserDefined = 4,

    /// <summary>A piece that is never chosen.</summary>
    Unused = 5,

    /// <summary>One byte, written <c>&lt;0xNN&gt;</c>, for text without a piece of its own.</summary>
    Byte = 6,
}

/// <summary>The algorithm and special ids of a SentencePiece model. The defaults are those of T5; -1 stands for none.</summary>
internal sealed record SentencePieceTrainerSpec
{
    /// <summary>The algorithm. Default: <see cref="SentencePieceModelType.Unigram"/>.</summary>
    public SentencePieceModelType ModelType { get; init; } = SentencePieceModelType.Unigram;

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

/// <summary>The algorithm of a SentencePiece model; the numbers are those of the file format.</summary>
internal enum SentencePieceModelType
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

/// <summary>The settings of a SentencePiece model's text normalization.</summary>
internal sealed record SentencePieceNormalizerSpec
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
