namespace Kif.Models;

/// <summary>GPT-2 as llama.cpp computes it.</summary>
internal static class GgufGpt2
{
    /// <summary>Reads the keys of a model.</summary>
    /// <exception cref="InvalidDataException">A setting is other than what llama.cpp computes.</exception>
    public static GgufSettings Read(Gpt2Config gpt2, ConfigFile config)
    {
        if (!gpt2.ScalesScores) throw GgufSettings.Refuse(config, "scale_attn_weights", "true");
        if (gpt2.ScalesScoresByLayer) throw GgufSettings.Refuse(config, "scale_attn_by_inverse_layer_idx", "false");
        if (!GgufActivation.IsTanhGelu(gpt2.Activation)) throw GgufSettings.Refuse(config, "activation_function", "gelu_new");
        return new(metadata =>
        {
            metadata.Add("gpt2.block_count", gpt2.Layers);
            metadata.Add("gpt2.context_length", gpt2.MaxPositions);
            metadata.Add("gpt2.embedding_length", gpt2.HiddenSize);
            metadata.Add("gpt2.feed_forward_length", gpt2.IntermediateSize);
            metadata.Add("gpt2.attention.head_count", gpt2.Heads);
            metadata.Add("gpt2.attention.layer_norm_epsilon", gpt2.NormEpsilon);
        });
    }
}

/// <summary>The activation functions of llama.cpp.</summary>
internal static class GgufActivation
{
    /// <summary>Whether a function of Hugging Face's name is GELU approximated by tanh, the only one that llama.cpp has for the models here.</summary>
    public static bool IsTanhGelu(string name) => name is "gelu_new" or "gelu_fast" or "gelu_accurate" or "gelu_pytorch_tanh" or "gelu_python_tanh";
}
