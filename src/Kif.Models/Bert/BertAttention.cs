using Kif.Models.Backbones;

namespace Kif.Models.Bert;

/// <summary>Bidirectional attention, including its output projection.</summary>
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
        q = layout.Linear(new($"{path}.self.query", layer, heads) { AttentionPath = path }, width, width, true, false);
        k = layout.Linear(new($"{path}.self.key", layer, heads) { AttentionPath = path }, width, width, true, false);
        v = layout.Linear(new($"{path}.self.value", layer, heads) { AttentionPath = path }, width, width, true, false);
        o = layout.Linear(new($"{path}.output.dense", layer, heads) { AttentionPath = path, HeadsAtInput = true }, width, width, true, false);
    }

    /// <summary>Maps [batch · length, width] to the same shape; the bias hides padding.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, long batch, Tensor bias)
    {
        Tensor queries = Attention.Split(pass.Linear(q, x).mul(scale), batch, heads);
        Tensor keys = Attention.Split(pass.Linear(k, x), batch, heads), values = Attention.Split(pass.Linear(v, x), batch, heads);
        return pass.Linear(o, Attention.Join(Attention.Apply(pass, queries, keys, values, bias), batch));
    }
}
