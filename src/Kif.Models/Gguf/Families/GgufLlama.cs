namespace Kif.Models;

/// <summary>LLaMA and its relatives as llama.cpp computes them.</summary>
/// <param name="llama">The model's settings.</param>
/// <param name="config">Their file.</param>
/// <param name="architecture">The name of the architecture in the file.</param>
internal sealed class GgufLlama(LlamaConfig llama, ConfigFile config, string architecture)
{
    private const int LayersOfGemma2With27B = 46, LayersOfGemma3With27B = 62, UnrotatedOfSmolLm3 = 4;

    private readonly GgufRotation rotation = new(llama.Rope, config, architecture);

    /// <summary>Reads the keys of a model.</summary>
    /// <param name="ownHead">Whether the head is a matrix of its own.</param>
    /// <param name="notes">Receives where the file holds less than the model.</param>
    /// <exception cref="InvalidDataException">A setting is other than what llama.cpp computes.</exception>
    public GgufSettings Read(bool ownHead, ICollection<string> notes)
    {
        Check(ownHead);
        rotation.Check();
        int context = rotation.ContextLength(GgufWindows.ContextLength(llama, config, architecture, notes), notes);
        return new(metadata => AddSizes(metadata, context))
        {
            More = AddMore,
            Tensors = rotation.Divisors(),
            Heads = (llama.Heads, llama.KeyValueHeads),
            // This architecture has no rule for a head that is not there.
            StoresTiedHead = architecture == "olmo2",
        };
    }

    private void AddSizes(GgufMetadata metadata, int context)
    {
        metadata.Add($"{architecture}.block_count", llama.Layers);
        metadata.Add($"{architecture}.context_length", context);
        metadata.Add($"{architecture}.embedding_length", llama.HiddenSize);
        metadata.Add($"{architecture}.feed_forward_length", llama.IntermediateSize);
        metadata.Add($"{architecture}.attention.head_count", llama.Heads);
        metadata.Add($"{architecture}.attention.head_count_kv", llama.KeyValueHeads);
        rotation.AddScaling(metadata);
        metadata.Add($"{architecture}.rope.freq_base", llama.Rope.Shape.Theta);
        if (llama.LocalRope is { } local) metadata.Add($"{architecture}.rope.freq_base_swa", local.Shape.Theta);
        metadata.Add($"{architecture}.attention.layer_norm_rms_epsilon", llama.NormEpsilon);
        if (!config.Has("head_dim") && llama.HeadDim * llama.Heads == llama.HiddenSize) return;
        metadata.Add($"{architecture}.attention.key_length", llama.HeadDim);
        metadata.Add($"{architecture}.attention.value_length", llama.HeadDim);
    }

    private void AddMore(GgufMetadata metadata)
    {
        if (llama.ScoreCap is { } scores) metadata.Add($"{architecture}.attn_logit_softcapping", scores);
        if (llama.LogitCap is { } logits) metadata.Add($"{architecture}.final_logit_softcapping", logits);
        if (architecture is "gemma2" or "gemma3") metadata.Add($"{architecture}.attention.sliding_window", llama.Windows.OfType<int>().FirstOrDefault());
        if (architecture == "phi3") metadata.Add("phi3.attention.sliding_window", 0);
        if (architecture is "llama" or "smollm3") metadata.Add($"{architecture}.vocab_size", llama.VocabSize);
        if (architecture is "llama" or "smollm3" or "phi3") metadata.Add($"{architecture}.rope.dimension_count", llama.Rope.Shape.Width);
    }

    private void Check(bool ownHead)
    {
        bool gemma = llama.Family.IsGemma;
        if (gemma ? !GgufActivation.IsTanhGelu(llama.Activation) : llama.Activation is not ("silu" or "swish"))
            throw GgufSettings.Refuse(config, gemma ? "hidden_activation" : "hidden_act", gemma ? "\"gelu_pytorch_tanh\"" : "\"silu\"");
        if ((llama.AttentionBias && architecture is not ("llama" or "qwen2")) || (llama.OutputBias && architecture != "llama"))
            throw GgufSettings.Refuse(config, "attention_bias", $"false in {architecture} models");
        if (llama.FeedForwardBias && architecture != "llama") throw GgufSettings.Refuse(config, "mlp_bias", $"false in {architecture} models");
        if (architecture == "smollm3" && llama.Rotated.Where((rotated, layer) => rotated == ((layer + 1) % UnrotatedOfSmolLm3 == 0)).Any())
            throw GgufSettings.Refuse(config, "no_rope_layers", "every fourth layer without rotary positions");
        if (gemma) CheckGemma(ownHead);
    }

    private void CheckGemma(bool ownHead)
    {
        if (llama.Bidirectional) throw GgufSettings.Refuse(config, "use_bidirectional_attention", "false");
        bool largest = llama.Layers == (architecture == "gemma2" ? LayersOfGemma2With27B : LayersOfGemma3With27B);
        double scalar = largest ? (double)llama.HiddenSize / llama.Heads : llama.HeadDim;
        if (Math.Abs(llama.ScoreScale * Math.Sqrt(scalar) - 1) > 1e-6)
            throw GgufSettings.Refuse(config, "query_pre_attn_scalar", largest ? $"hidden_size / num_attention_heads, {scalar}" : $"head_dim, {scalar}");
        if (architecture == "gemma2" && llama.ScoreCap is null) throw GgufSettings.Refuse(config, "attn_logit_softcapping", "a number");
        if (architecture == "gemma2" && llama.LogitCap is null) throw GgufSettings.Refuse(config, "final_logit_softcapping", "a number");
        if (architecture == "gemma3" && llama.ScoreCap is not null) throw GgufSettings.Refuse(config, "attn_logit_softcapping", "null");
        if (architecture == "gemma2" && ownHead)
            throw GgufSettings.Refuse(config, TiedWeights.Setting, "true and no head of its own (an adapter on embeddings or head makes one)");
        if (llama.LocalRope is { Kind: not "default" })
            throw GgufSettings.Refuse(config, "rope_parameters", "no scaling of the rotary positions of layers with windows");
    }
}
