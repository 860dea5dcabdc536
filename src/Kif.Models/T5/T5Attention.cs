using Kif.Models.Backbones;

namespace Kif.Models.T5;

/// <summary>T5's attention: no scaling, no biases on the projections.</summary>
internal sealed class T5Attention
{
    private readonly LinearModule q, k, v, o;
    private readonly int heads;

    /// <summary>Declares the four projections.</summary>
    public T5Attention(BackboneLayout layout, T5Config config, string path, int layer)
    {
        heads = config.Heads;
        long inner = (long)config.Heads * config.HeadWidth, width = config.ModelWidth;
        q = layout.Linear($"{path}.q", width, inner, layer, heads);
        k = layout.Linear($"{path}.k", width, inner, layer, heads);
        v = layout.Linear($"{path}.v", width, inner, layer, heads);
        o = layout.Linear(new($"{path}.o", layer, heads) { HeadsAtInput = true }, inner, width, false, false);
    }

    /// <summary>Computes keys and values of the states attended to: [batch · length, width] to twice [batch · heads, length, head width].</summary>
    public (Tensor Keys, Tensor Values) Memory(ForwardPass pass, Tensor states, long batch) =>
        (Attention.Split(pass.Linear(k, states), batch, heads), Attention.Split(pass.Linear(v, states), batch, heads));

    /// <summary>Attends from [batch · queries, width] to keys and values; the bias holds positions and masks.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, (Tensor Keys, Tensor Values) memory, long batch, Tensor bias)
    {
        Tensor queries = Attention.Split(pass.Linear(q, x), batch, heads);
        return pass.Linear(o, Attention.Join(Attention.Apply(pass, queries, memory.Keys, memory.Values, bias), batch));
    }
}
