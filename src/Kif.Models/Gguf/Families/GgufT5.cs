namespace Kif.Models;

/// <summary>T5 as llama.cpp computes it: an own head is taken as it is, and there is no scaling of outputs.</summary>
internal static class GgufT5
{
    private const string Gated = "gated-";

    /// <summary>Reads the keys of a model.</summary>
    /// <param name="t5">The model's settings.</param>
    /// <param name="config">Their file.</param>
    /// <param name="ownHead">Whether the head is a matrix of its own.</param>
    /// <exception cref="InvalidDataException">A setting is other than what llama.cpp computes.</exception>
    public static GgufSettings Read(T5Config t5, ConfigFile config, bool ownHead)
    {
        bool known = t5.FeedForward == "relu" || t5.FeedForward == "gated-gelu"
            || t5.FeedForward.StartsWith(Gated, StringComparison.Ordinal) && GgufActivation.IsTanhGelu(t5.FeedForward[Gated.Length..]);
        if (!known) throw GgufSettings.Refuse(config, "feed_forward_proj", "\"relu\" or \"gated-gelu\"");
        if (t5.MaxDistance != 128) throw GgufSettings.Refuse(config, "relative_attention_max_distance", "128");
        int positions = config.Has("n_positions") ? config.Size("n_positions") : 512;
        return new(metadata =>
        {
            metadata.Add("t5.context_length", positions);
            metadata.Add("t5.embedding_length", t5.HiddenSize);
            metadata.Add("t5.feed_forward_length", t5.IntermediateSize);
            metadata.Add("t5.block_count", t5.EncoderLayers);
            metadata.Add("t5.decoder_block_count", t5.DecoderLayers);
            metadata.Add("t5.attention.head_count", t5.Heads);
            metadata.Add("t5.attention.key_length", t5.HeadDim);
            metadata.Add("t5.attention.value_length", t5.HeadDim);
            metadata.Add("t5.attention.layer_norm_epsilon", t5.NormEpsilon);
            metadata.Add("t5.attention.relative_buckets_count", t5.Buckets);
            metadata.Add("t5.attention.layer_norm_rms_epsilon", t5.NormEpsilon);
            metadata.Add("t5.decoder_start_token_id", t5.AnswerStartId);
        })
        {
            HeadScale = t5.ScalesOutputs ? Math.Pow(t5.HiddenSize, -0.5) : 1,
        };
    }
}
