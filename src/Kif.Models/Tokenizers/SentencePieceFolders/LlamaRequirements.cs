namespace Kif.Models.Tokenizers;

/// <summary>Rejects SentencePiece models that <see cref="LlamaFolder"/> would tokenize wrongly.</summary>
internal static class LlamaRequirements
{
    public static void Check(SentencePieceModel model)
    {
        var (trainer, count) = (model.Trainer, model.Pieces.Count);
        ModelRequirement.Check(trainer.Kind == SentencePieceKind.Bpe, "trainer_spec.model_type", trainer.Kind, "BPE");
        ModelRequirement.Check(trainer.ByteFallback, "trainer_spec.byte_fallback", false, "true");
        ModelRequirement.Check(!trainer.WhitespaceAsSuffix, "trainer_spec.treat_whitespace_as_suffix", true, "false");
        ModelRequirement.Check(model.Normalizer.Charsmap.IsEmpty, "normalizer_spec.precompiled_charsmap", "a rule", "none (identity)");
        ModelRequirement.Check(!model.Normalizer.RemoveExtraWhitespaces, "normalizer_spec.remove_extra_whitespaces", true, "false");
        ModelRequirement.Check(trainer.UnknownId >= 0 && trainer.UnknownId < count, "trainer_spec.unk_id", trainer.UnknownId, $"an id below {count}");
    }
}
