namespace Kif.Models.Tokenizers;

/// <summary>A SentencePiece model file (<c>spiece.model</c>, <c>tokenizer.model</c>): vocabulary, special ids and normalizer.</summary>
/// <remarks>Other training settings of the file (inputs, sampling, self tests) are neither kept nor written.</remarks>
public sealed record SentencePieceModel
{
    /// <summary>The vocabulary in order of ids.</summary>
    public required IReadOnlyList<SentencePiece> Pieces { get; init; }

    /// <summary>Algorithm and special ids.</summary>
    public SentencePieceTrainer Trainer { get; init; } = new();

    /// <summary>The normalizer.</summary>
    public SentencePieceNormalizer Normalizer { get; init; } = new();

    /// <summary>Reads a model.</summary>
    /// <param name="bytes">The content of the file.</param>
    /// <exception cref="InvalidDataException">The bytes are not a SentencePiece model.</exception>
    public static SentencePieceModel Read(ReadOnlySpan<byte> bytes) => SentencePieceReader.Model(bytes);

    /// <summary>Writes the model so that <see cref="Read"/> and the sentencepiece library read it.</summary>
    /// <exception cref="InvalidOperationException">A special id names no piece, or a piece is empty.</exception>
    public byte[] Write() => SentencePieceWriter.Model(this);
}
