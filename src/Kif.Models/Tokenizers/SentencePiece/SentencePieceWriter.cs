using static Kif.Tokenizers.SentencePieceFields;

namespace Kif.Tokenizers;

/// <summary>Writes a SentencePiece model file.</summary>
internal static class SentencePieceWriter
{
    public static byte[] Model(SentencePieceModel model)
    {
        var file = new ProtoWriter();
        for (var id = 0; id < model.Pieces.Count; id++)
        {
            var piece = model.Pieces[id];
            file.Message(Pieces, piece.Text.Length > 0 ? Piece(piece) : throw new InvalidOperationException($"Piece {id} is empty."));
        }

        file.Message(SentencePieceFields.Trainer, Trainer(model));
        file.Message(SentencePieceFields.Normalizer, Normalizer(model.Normalizer));
        return file.Written.ToArray();
    }

    private static ProtoWriter Piece(SentencePiece piece)
    {
        var message = new ProtoWriter();
        message.String(PieceText, piece.Text);
        message.Float(PieceScore, piece.Score);
        message.Int32(PieceType, (int)piece.Type);
        return message;
    }

    private static ProtoWriter Trainer(SentencePieceModel model)
    {
        var (trainer, message) = (model.Trainer, new ProtoWriter());
        message.Int32(Kind, (int)trainer.ModelType);
        message.Int32(VocabularySize, model.Pieces.Count);
        message.Bool(WhitespaceAsSuffix, trainer.WhitespaceAsSuffix);
        message.Bool(ByteFallback, trainer.ByteFallback);
        message.Int32(UnknownId, trainer.UnknownId);
        message.Int32(BeginId, trainer.BeginId);
        message.Int32(EndId, trainer.EndId);
        message.Int32(PadId, trainer.PadId);
        Named(UnknownPiece, trainer.UnknownId);
        Named(BeginPiece, trainer.BeginId);
        Named(EndPiece, trainer.EndId);
        Named(PadPiece, trainer.PadId);
        return message;

        // The library finds special ids by these names, not by the numbers above.
        void Named(int field, int id)
        {
            if (id >= model.Pieces.Count)
            {
                throw new InvalidOperationException($"The trainer names id {id} as special, but there are only {model.Pieces.Count} pieces.");
            }

            if (id >= 0)
            {
                message.String(field, model.Pieces[id].Text);
            }
        }
    }

    private static ProtoWriter Normalizer(SentencePieceNormalizerSpec normalizer)
    {
        var message = new ProtoWriter();
        message.String(NormalizerName, normalizer.Name);
        message.Bytes(Charsmap, normalizer.Charsmap.Span);
        message.Bool(AddDummyPrefix, normalizer.AddDummyPrefix);
        message.Bool(RemoveExtraWhitespaces, normalizer.RemoveExtraWhitespaces);
        message.Bool(EscapeWhitespaces, normalizer.EscapeWhitespaces);
        return message;
    }
}
