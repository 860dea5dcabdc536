using static Kif.Models.Tokenizers.SentencePieceFields;

namespace Kif.Models.Tokenizers;

/// <summary>Reads a SentencePiece model file; missing fields have the format's defaults.</summary>
internal static class SentencePieceReader
{
    public static SentencePieceModel Model(ReadOnlySpan<byte> bytes)
    {
        var vocabulary = new SentencePieceVocabulary();
        SentencePieceTrainer? trainer = null;
        SentencePieceNormalizer? normalizer = null;
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
