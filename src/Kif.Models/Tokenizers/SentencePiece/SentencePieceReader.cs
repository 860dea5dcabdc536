using static Kif.Models.Tokenizers.SentencePieceFields;

namespace Kif.Models.Tokenizers;

/// <summary>Reads a SentencePiece model file; what a file leaves out has the default of the format.</summary>
internal static class SentencePieceReader
{
    public static SentencePieceModel Model(ReadOnlySpan<byte> bytes)
    {
        var pieces = new List<SentencePiece>();
        var trainer = Trainer([]);
        var normalizer = Normalizer([]);
        for (var reader = new ProtoReader(bytes); reader.Next();)
        {
            switch (reader.Field)
            {
                case Pieces: pieces.Add(Piece(reader.Bytes(), pieces.Count)); break;
                case SentencePieceFields.Trainer: trainer = Trainer(reader.Bytes()); break;
                case SentencePieceFields.Normalizer: normalizer = Normalizer(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }

        return pieces.Count > 0
            ? new SentencePieceModel { Pieces = pieces, Trainer = trainer, Normalizer = normalizer }
            : throw new InvalidDataException("Not a SentencePiece model: it has no pieces.");
    }

    private static SentencePiece Piece(ReadOnlySpan<byte> bytes, int id)
    {
        if (id >= VocabularyLimits.Ids)
        {
            throw new InvalidDataException($"SentencePiece model: there are more than {VocabularyLimits.Ids} pieces.");
        }

        var piece = new SentencePiece("", 0);
        for (var reader = new ProtoReader(bytes, "pieces", id); reader.Next();)
        {
            switch (reader.Field)
            {
                case PieceText: piece = piece with { Text = reader.String() }; break;
                case PieceScore: piece = piece with { Score = reader.Float() }; break;
                case PieceType: piece = piece with { Type = (SentencePieceType)reader.Int32() }; break;
                default: reader.Skip(); break;
            }
        }

        VocabularyBuilder.CheckLength(piece.Text, () => $"SentencePiece model: pieces[{id}].piece");
        return float.IsFinite(piece.Score)
            ? piece
            : throw new InvalidDataException($"SentencePiece model: pieces[{id}].score is {piece.Score}; a finite number is expected.");
    }

    private static SentencePieceTrainer Trainer(ReadOnlySpan<byte> bytes)
    {
        var trainer = new SentencePieceTrainer { UnknownId = 0, BeginId = 1, EndId = 2, PadId = -1 };
        for (var reader = new ProtoReader(bytes, "trainer_spec"); reader.Next();)
        {
            switch (reader.Field)
            {
                case Kind: trainer = trainer with { Kind = (SentencePieceKind)reader.Int32() }; break;
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

    private static SentencePieceNormalizer Normalizer(ReadOnlySpan<byte> bytes)
    {
        var normalizer = new SentencePieceNormalizer();
        for (var reader = new ProtoReader(bytes, "normalizer_spec"); reader.Next();)
        {
            switch (reader.Field)
            {
                case NormalizerName: normalizer = normalizer with { Name = reader.String() }; break;
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
