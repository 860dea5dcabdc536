using static Kif.Tokenizers.SentencePieceFields;

namespace Kif.Tokenizers;

/// <summary>Reads a SentencePiece model file; missing fields have the format's defaults.</summary>
internal static class SentencePieceReader
{
    public static SentencePieceModel Model(ReadOnlySpan<byte> bytes)
    {
        var vocabulary = new SentencePieceVocabulary();
        SentencePieceTrainerSpec? trainer = null;
        SentencePieceNormalizerSpec? normalizer = null;
        for (var reader = new ProtoReader(bytes); reader.Next();)
        {
            switch (reader.Field)
            {
                case Pieces: vocabulary.Add(Piece(reader.Bytes(), vocabulary.Pieces.Count)); break;
                case SentencePieceFields.Trainer: trainer = trainer is null ? Trainer(reader.Bytes()) : throw Twice("trainer_spec"); break;
                case SentencePieceFields.Normalizer: normalizer = normalizer is null ? Normalizer(reader.Bytes()) : throw Twice("normalizer_spec"); break;
                default: reader.Skip(); break;
            }
        }

        return vocabulary.Pieces.Count > 0
            ? new SentencePieceModel { Pieces = vocabulary.Pieces, Trainer = trainer ?? Trainer([]), Normalizer = normalizer ?? new() }
            : throw new InvalidDataException("Not a SentencePiece model: it has no pieces.");
    }

    private static InvalidDataException Twice(string field) => new($"Not a SentencePiece model: it has two of {field}.");

    private static SentencePiece Piece(ReadOnlySpan<byte> bytes, int id)
    {
        var piece = new SentencePiece("", 0);
        for (var reader = new ProtoReader(bytes, "pieces", id); reader.Next();)
        {
            switch (reader.Field)
            {
                case PieceText: piece = piece with { Text = reader.String($"piece {id}") }; break;
                case PieceScore: piece = piece with { Score = reader.Float() }; break;
                case PieceType: piece = piece with { Type = (SentencePieceType)reader.Int32() }; break;
                default: reader.Skip(); break;
            }
        }

        return piece;
    }

    private static SentencePieceTrainerSpec Trainer(ReadOnlySpan<byte> bytes)
    {
        SentencePieceTrainerSpec trainer = new SentencePieceTrainerSpec { UnknownId = 0, BeginId = 1, EndId = 2, PadId = -1 };
        for (var reader = new ProtoReader(bytes, "trainer_spec"); reader.Next();)
        {
            switch (reader.Field)
            {
                case Kind: trainer = trainer with { ModelType = (SentencePieceModelType)reader.Int32() }; break;
                case WhitespaceAsSuffix: trainer = trainer with { WhitespaceAsSuffix = reader.Bool() }; break;
                case ByteFallback: trainer = trainer with { ByteFallback = reader.Bool() }; break;
                case UnknownId: trainer = trainer with { UnknownId = reader.Int32() }; break;
                case BeginId: trainer = trainer with { BeginId = reader.Int32() }; break;
                case EndId: trainer = trainer with { EndId = reader.Int32() }; break;
                case PadId: trainer = trainer with { PadId = reader.Int32() }; break;
                default: reader.Skip(); break;
            }
        }

        return trainer;
    }

    private static SentencePieceNormalizerSpec Normalizer(ReadOnlySpan<byte> bytes)
    {
        SentencePieceNormalizerSpec normalizer = new SentencePieceNormalizerSpec();
        for (var reader = new ProtoReader(bytes, "normalizer_spec"); reader.Next();)
        {
            switch (reader.Field)
            {
                case NormalizerName: normalizer = normalizer with { Name = reader.String("normalizer_spec.name") }; break;
                case Charsmap: normalizer = normalizer with { Charsmap = reader.Bytes().ToArray() }; break;
                case AddDummyPrefix: normalizer = normalizer with { AddDummyPrefix = reader.Bool() }; break;
                case RemoveExtraWhitespaces: normalizer = normalizer with { RemoveExtraWhitespaces = reader.Bool() }; break;
                case EscapeWhitespaces: normalizer = normalizer with { EscapeWhitespaces = reader.Bool() }; break;
                default: reader.Skip(); break;
            }
        }

        return normalizer;
    }
}

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
            throw new InvalidDataException($"piece {Pieces.Count}, '{DisplayText.Of(piece.Text)}', has {seen}; allowed: {allowed}.");
        }
    }
}

/// <summary>The field numbers of the SentencePiece file format (sentencepiece_model.proto).</summary>
internal static class SentencePieceFields
{
    public const int Pieces = 1;
    public const int Trainer = 2;
    public const int Normalizer = 3;

    public const int PieceText = 1;
    public const int PieceScore = 2;
    public const int PieceType = 3;

    public const int Kind = 3;
    public const int VocabularySize = 4;
    public const int WhitespaceAsSuffix = 24;
    public const int ByteFallback = 35;
    public const int UnknownId = 40;
    public const int BeginId = 41;
    public const int EndId = 42;
    public const int PadId = 43;
    public const int UnknownPiece = 45;
    public const int BeginPiece = 46;
    public const int EndPiece = 47;
    public const int PadPiece = 48;

    public const int NormalizerName = 1;
    public const int Charsmap = 2;
    public const int AddDummyPrefix = 3;
    public const int RemoveExtraWhitespaces = 4;
    public const int EscapeWhitespaces = 5;
}
