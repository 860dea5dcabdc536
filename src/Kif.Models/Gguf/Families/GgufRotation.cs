namespace Kif.Models;

/// <summary>Rotary positions in llama.cpp.</summary>
/// <param name="rope">The positions.</param>
/// <param name="config">The file of their settings.</param>
/// <param name="architecture">The name of the architecture in the file.</param>
internal sealed class GgufRotation(RopeSettings rope, ConfigFile config, string architecture)
{
    private const string Setting = "rope_parameters";

    /// <summary>
    /// Returns the longest text that llama.cpp rotates as the model does: dynamic scaling begins beyond the pretraining's length, and LongRoPE takes other
    /// factors there, while llama.cpp takes them by the size of its context.
    /// </summary>
    /// <param name="length">The longest text without that.</param>
    /// <param name="notes">Receives what the file lacks.</param>
    public int ContextLength(int length, ICollection<string> notes)
    {
        if (rope.Kind == "dynamic" && rope.Factor > 1)
            notes.Add($"llama.cpp has no dynamic scaling of rotary positions, which begins beyond {rope.Shape.MaxPositions} tokens, the context length in the "
                + "file; up to there both compute the same");
        if (rope.Kind != "longrope" || rope.Original >= length) return length;
        notes.Add($"llama.cpp chooses the factors of LongRoPE by the size of its context instead of the text's length: the file has those of texts of up to "
            + $"{rope.Original} tokens, its context length, instead of {length}; up to there both compute the same");
        return (int)rope.Original;
    }

    /// <summary>Rejects what llama.cpp rotates otherwise.</summary>
    /// <exception cref="InvalidDataException">It does; the message names the setting.</exception>
    public void Check()
    {
        switch (rope.Kind)
        {
            case "llama3" when architecture != "llama":
                throw GgufSettings.Refuse(config, Setting, $"no scaling 'llama3' in {architecture} models");
            case "longrope" when architecture != "phi3":
                throw GgufSettings.Refuse(config, Setting, $"no scaling 'longrope' in {architecture} models");
            case "yarn" when Math.Abs(rope.AttentionFactor - YarnRope.AttentionFactor(rope.Factor)) > 1e-6:
                throw GgufSettings.Refuse(config, Setting, "the usual attention_factor of YaRN, 1 + 0.1 ln(factor)");
            case "yarn" when rope.Ramp != (32, 1) || !rope.Whole:
                throw GgufSettings.Refuse(config, Setting, "the usual ramp of YaRN: beta_fast 32, beta_slow 1, truncate true");
        }
    }

    /// <summary>Adds the keys of the scaling.</summary>
    public void AddScaling(GgufMetadata metadata)
    {
        string key = $"{architecture}.rope.scaling";
        if (rope.Kind is "linear" or "yarn")
        {
            metadata.Add($"{key}.type", rope.Kind);
            metadata.Add($"{key}.factor", rope.Factor);
        }
        if (rope.Kind == "yarn" || architecture == "phi3")
            metadata.Add($"{key}.original_context_length", (int)(rope.Original > 0 ? rope.Original : rope.Shape.MaxPositions));
        if (rope.Kind == "longrope") metadata.Add($"{key}.attn_factor", rope.AttentionFactor);
    }

    /// <summary>Returns the tensors of divisors.</summary>
    public IReadOnlyList<GgufTensor> Divisors() => rope.Kind switch
    {
        "llama3" => [new("rope_freqs.weight", [rope.Shape.Width / 2], Llama3)],
        "longrope" => [.. new[] { "long", "short" }.Select(which => new GgufTensor($"rope_factors_{which}.weight", [rope.Shape.Width / 2],
            () => torch.tensor(rope.Factors!.Short.Select(f => (float)f).ToArray())))],
        _ => [],
    };

    /// <summary>Computes the divisors of LLaMA 3's scaling in single precision, step by step as llama.cpp's converter does.</summary>
    private Tensor Llama3()
    {
        int width = rope.Shape.Width;
        Tensor pairs = torch.arange(0, width, 2, dtype: ScalarType.Float32).div((float)width);
        float[] frequencies = torch.full_like(pairs, rope.Shape.Theta).pow(pairs).reciprocal().data<float>().ToArray();
        float original = (float)rope.Original, low = (float)rope.Turns.Low, high = (float)rope.Turns.High, factor = (float)rope.Factor;
        return torch.tensor(frequencies.Select(frequency =>
        {
            float wave = 1 / frequency * (float)(2 * Math.PI);
            if (wave < original / high) return 1f;
            if (wave > original / low) return factor;
            float smooth = (1 / wave * original - low) / (high - low);
            return 1 / ((1 - smooth) / factor + smooth);
        }).ToArray());
    }
}
