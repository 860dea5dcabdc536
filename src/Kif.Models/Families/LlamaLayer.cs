namespace Kif.Models;

/// <summary>One layer: attention and gated feed-forward, each after a norm.</summary>
internal sealed class LlamaLayer
{
    private readonly LlamaAttention attention;
    private readonly LinearModule gate, up, down;
    private readonly RmsNorm inputLayerNorm, postAttentionLayerNorm;

    /// <summary>Declares the layer's weights in the order of the Hugging Face model.</summary>
    public LlamaLayer(BackboneLayout layout, LlamaConfig config, int number)
    {
        (Range Weights, Range Linears) begun = layout.BeginBlock();
        string path = $"model.layers.{number}";
        (long width, long wide, bool bias) = (config.HiddenSize, config.IntermediateSize, config.FeedForwardBias);
        attention = new(layout, config, $"{path}.self_attn", number);
        gate = layout.Linear($"{path}.mlp.gate_proj", width, wide, number, bias: bias);
        up = layout.Linear($"{path}.mlp.up_proj", width, wide, number, bias: bias);
        down = layout.Linear($"{path}.mlp.down_proj", wide, width, number, bias: bias);
        inputLayerNorm = new(layout.Norm($"{path}.input_layernorm", width, number), config.NormEpsilon);
        postAttentionLayerNorm = new(layout.Norm($"{path}.post_attention_layernorm", width, number), config.NormEpsilon);
        Span = layout.EndBlock(begun);
    }

    /// <summary>The layer's weights and linear maps.</summary>
    public (Range Weights, Range Linears) Span { get; }

    /// <summary>Maps [batch · length, width] to the same shape.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, LlamaPassInputs inputs, KeyValueCache? cache)
    {
        // Tensors that autograd does not keep are freed layer by layer; residuals are added to a branch's output in place.
        using var scope = torch.NewDisposeScope();
        x = attention.Forward(pass, inputLayerNorm.Forward(pass, x), inputs, cache).add_(x);
        Tensor normed = postAttentionLayerNorm.Forward(pass, x);
        return pass.Linear(down, torch.nn.functional.silu(pass.Linear(gate, normed)).mul(pass.Linear(up, normed))).add_(x).MoveToOuterDisposeScope();
    }
}

/// <summary>Grouped-query attention with rotary positions. The queries of a group are in the row dimension, so keys and values are not repeated.</summary>
internal sealed class LlamaAttention
{
    private readonly LinearModule q, k, v, o;
    private readonly LlamaConfig config;

    /// <summary>Declares the four projections.</summary>
    public LlamaAttention(BackboneLayout layout, LlamaConfig config, string path, int layer)
    {
        this.config = config;
        long inner = (long)config.Heads * config.HeadDim, shared = (long)config.KeyValueHeads * config.HeadDim, width = config.HiddenSize;
        q = layout.Linear($"{path}.q_proj", width, inner, layer, config.Heads, config.AttentionBias);
        k = layout.Linear($"{path}.k_proj", width, shared, layer, config.KeyValueHeads, config.AttentionBias);
        v = layout.Linear($"{path}.v_proj", width, shared, layer, config.KeyValueHeads, config.AttentionBias);
        o = layout.Linear(new($"{path}.o_proj", layer, config.Heads) { HeadsAtInput = true }, inner, width, config.AttentionBias, false);
    }

    /// <summary>Maps [batch · length, width] to the same shape, with or without a cache of earlier keys and values.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, LlamaPassInputs inputs, KeyValueCache? cache)
    {
        long batch = inputs.Batch, length = x.shape[0] / batch, shared = config.KeyValueHeads, group = config.Heads / shared, width = config.HeadDim;
        Tensor queries = Rotate(pass.Linear(q, x).view(batch, length, config.Heads, width), inputs.QueryCos, inputs.QuerySin)
            .view(batch, length, shared, group, width).permute(0, 2, 3, 1, 4).reshape(batch * shared, group * length, width);
        Tensor keys = Rotate(pass.Linear(k, x).view(batch, length, shared, width), inputs.Cos, inputs.Sin)
            .transpose(1, 2).reshape(batch * shared, length, width);
        Tensor values = Attention.Split(pass.Linear(v, x), batch, shared);
        if (cache is not null) (keys, values) = cache.Append((keys, values));
        Tensor mixed = Attention.Apply(pass, queries, keys, values, inputs.Bias)
            .view(batch, shared, group, length, width).permute(0, 3, 1, 2, 4).reshape(batch * length, config.Heads * width);
        return pass.Linear(o, mixed);
    }

    private static Tensor Rotate(Tensor x, Tensor cos, Tensor sin) => x.mul(cos).add_(x.roll(x.shape[3] / 2, 3).mul_(sin));
}
