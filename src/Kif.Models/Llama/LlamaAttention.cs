using Kif.Models.Backbones;

namespace Kif.Models.Llama;

/// <summary>Grouped-query attention with rotary positions. The queries of a group are in the row dimension, so keys and values are not repeated.</summary>
internal sealed class LlamaAttention
{
    private readonly LinearModule q, k, v, o;
    private readonly LlamaConfig config;

    /// <summary>Declares the four projections.</summary>
    public LlamaAttention(BackboneLayout layout, LlamaConfig config, string path, int layer)
    {
        this.config = config;
        long inner = (long)config.Heads * config.HeadWidth, shared = (long)config.KeyValueHeads * config.HeadWidth, width = config.ModelWidth;
        q = layout.Linear($"{path}.q_proj", width, inner, layer, config.Heads, config.AttentionBias);
        k = layout.Linear($"{path}.k_proj", width, shared, layer, config.KeyValueHeads, config.AttentionBias);
        v = layout.Linear($"{path}.v_proj", width, shared, layer, config.KeyValueHeads, config.AttentionBias);
        o = layout.Linear(new($"{path}.o_proj", layer, config.Heads) { HeadsAtInput = true }, inner, width, config.AttentionBias, false);
    }

    /// <summary>Maps [batch · length, width] to the same shape, with or without a cache of earlier keys and values.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, LlamaFrame frame, KeyValueCache? cache)
    {
        long batch = frame.Batch, length = x.shape[0] / batch, shared = config.KeyValueHeads, group = config.Heads / shared, width = config.HeadWidth;
        Tensor queries = Rotate(pass.Linear(q, x).view(batch, length, config.Heads, width), frame.QueryCos, frame.QuerySin)
            .view(batch, length, shared, group, width).permute(0, 2, 3, 1, 4).reshape(batch * shared, group * length, width);
        Tensor keys = Rotate(pass.Linear(k, x).view(batch, length, shared, width), frame.Cos, frame.Sin)
            .transpose(1, 2).reshape(batch * shared, length, width);
        Tensor values = Attention.Split(pass.Linear(v, x), batch, shared);
        if (cache is not null) (keys, values) = cache.Append((keys, values));
        Tensor mixed = Attention.Apply(pass, queries, keys, values, frame.Bias)
            .view(batch, shared, group, length, width).permute(0, 3, 1, 2, 4).reshape(batch * length, config.Heads * width);
        return pass.Linear(o, mixed);
    }

    private static Tensor Rotate(Tensor x, Tensor cos, Tensor sin) => x.mul(cos).add_(x.roll(x.shape[3] / 2, 3).mul_(sin));
}
