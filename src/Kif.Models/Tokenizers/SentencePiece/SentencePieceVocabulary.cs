namespace Kif.Models.Tokenizers;

/// <summary>The pieces of a file in the course of reading; rejects invalid ones.</summary>
internal sealed class SentencePieceVocabulary
{
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    public List<SentencePiece> Pieces { get; } = [];

    /// <summary>Adds the next piece.</summary>
    /// <exception cref="InvalidDataException">It is empty, too long or a duplicate, or has an unknown type or no finite score.</exception>
    public void Add(SentencePiece piece)
    {
        Require(Pieces.Count < VocabularyLimits.Ids, piece, "too large an id", $"{VocabularyLimits.Ids} pieces");
        Require(piece.Text.Length is > 0 and <= VocabularyLimits.TokenLength, piece, $"{piece.Text.Length} characters", $"1 to {VocabularyLimits.TokenLength}");
        Require(float.IsFinite(piece.Score), piece, $"the score {piece.Score}", "a finite number");
        Require(Enum.IsDefined(piece.Type), piece, $"the type {(int)piece.Type}", "1 to 6");
        Require(_texts.Add(piece.Text), piece, "the text of an earlier one", "each text once");
        Pieces.Add(piece);
    }

    private void Require(bool holds, SentencePiece piece, string seen, string allowed)
    {
        if (!holds)
        {
            throw new InvalidDataException($"piece {Pieces.Count}, '{ShownText.Of(piece.Text)}', has {seen}; allowed: {allowed}.");
        }
    }
}
