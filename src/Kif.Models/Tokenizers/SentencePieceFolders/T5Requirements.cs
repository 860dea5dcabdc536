namespace Kif.Models.Tokenizers;

/// <summary>Rejects SentencePiece models that <see cref="T5Tokenizer"/> would tokenize wrongly.</summary>
internal static class T5Requirements
{
    public static void Check(SentencePieceModel model)
    {
        var (trainer, normalizer, count) = (model.Trainer, model.Normalizer, model.Pieces.Count);
        ModelRequirement.Check(trainer.Kind == SentencePieceKind.Unigram, "trainer_spec.model_type", trainer.Kind, "UNIGRAM");
        ModelRequirement.Check(!trainer.WhitespaceAsSuffix, "trainer_spec.treat_whitespace_as_suffix", true, "false");
        ModelRequirement.Check(!trainer.ByteFallback, "trainer_spec.byte_fallback", true, "false");
        ModelRequirement.Check(normalizer.AddDummyPrefix, "normalizer_spec.add_dummy_prefix", false, "true");
        ModelRequirement.Check(normalizer.RemoveExtraWhitespaces, "normalizer_spec.remove_extra_whitespaces", false, "true");
        ModelRequirement.Check(normalizer.EscapeWhitespaces, "normalizer_spec.escape_whitespaces", false, "true");
        ModelRequirement.Check(trainer.UnknownId >= 0 && trainer.UnknownId < count, "trainer_spec.unk_id", trainer.UnknownId, $"an id below {count}");
        ModelRequirement.Check(trainer.EndId >= 0 && trainer.EndId < count, "trainer_spec.eos_id", trainer.EndId, $"an id below {count}");
        ModelRequirement.Check(trainer.PadId < count, "trainer_spec.pad_id", trainer.PadId, $"an id below {count}, or -1");
        ModelRequirement.Check(trainer.BeginId < count, "trainer_spec.bos_id", trainer.BeginId, $"an id below {count}, or -1");
        var unknown = model.Pieces[trainer.UnknownId].Type;
        ModelRequirement.Check(unknown == SentencePieceType.Unknown, $"the type of piece {trainer.UnknownId}, which is unk_id,", unknown, "UNKNOWN");
    }
}
