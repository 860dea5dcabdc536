using Kif.Models.Backbones;

namespace Kif.Models.Bert;

/// <summary>Attention from every token to every other, with what joins it to its layer.</summary>
internal sealed class BertAttention
{
    private readonly LinearModule q, k, v, o;
    private readonly int heads;
    private readonly double scale;

    /// <summary>Declares the four projections.</summary>
    public BertAttention(BackboneLayout layout, BertConfig config, string path, int layer)
    {
        (heads, long width) = (config.Heads, config.ModelWidth);
        scale = Math.Pow(width / heads, -0.5);
        q = layout.Linear($"{path}.self.query", width, width, layer, heads, true);
        k = layout.Linear($"{path}.self.key", width, width, layer, heads, true);
        v = layout.Linear($"{path}.self.value", width, width, layer, heads, true);
        o = layout.Linear($"{path}.output.dense", width, width, layer, heads, true);
    }

    /// <summary>[batch · length, width] to the same; the bias hides padding.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, long batch, Tensor bias)
    {
        Tensor queries = Attention.Split(pass.Linear(q, x).mul(scale), batch, heads);
        Tensor keys = Attention.Split(pass.Linear(k, x), batch, heads), values = Attention.Split(pass.Linear(v, x), batch, heads);
        return pass.Linear(o, Attention.Join(Attention.Apply(pass, queries, keys, values, bias), batch));
    }
}
