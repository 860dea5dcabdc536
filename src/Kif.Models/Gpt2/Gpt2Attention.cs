using Kif.Models.Backbones;

namespace Kif.Models.Gpt2;

/// <summary>Causal attention with one linear map for queries, keys and values.</summary>
internal sealed class Gpt2Attention
{
    private readonly LinearModule into, back;
    private readonly int heads;
    private readonly double scale;

    /// <summary>Declares the two linear maps; the outputs of the first are the heads' queries, then their keys, then their values.</summary>
    public Gpt2Attention(BackboneLayout layout, Gpt2Config config, string path, int layer)
    {
        (heads, long width) = (config.Heads, config.ModelWidth);
        into = layout.Linear(new($"{path}.c_attn", layer, 3 * heads) { HeadRepeats = 3 }, width, 3 * width, true, true);
        back = layout.Linear(new($"{path}.c_proj", layer, heads) { HeadsAtInput = true }, width, width, true, true);
        scale = (config.ScalesScores ? Math.Pow(width / heads, -0.5) : 1) / (config.ScalesScoresByLayer ? layer + 1 : 1);
    }

    /// <summary>Maps [batch · length, width] to the same shape, with or without a cache of earlier keys and values.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, Gpt2Frame frame, KeyValueCache? cache)
    {
        Tensor[] parts = [.. pass.Linear(into, x).chunk(3, -1).Select(part => Attention.Split(part, frame.Batch, heads))];
        (Tensor Keys, Tensor Values) memory = cache is null ? (parts[1], parts[2]) : cache.Append((parts[1], parts[2]));
        Tensor mixed = Attention.Apply(pass, parts[0].mul(scale), memory.Keys, memory.Values, frame.Bias);
        return pass.Linear(back, Attention.Join(mixed, frame.Batch));
    }
}
