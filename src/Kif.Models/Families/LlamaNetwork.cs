namespace Kif.Models;

/// <summary>Embedding, layers and head; the weights themselves come with each pass.</summary>
internal sealed class LlamaNetwork
{
    private readonly LlamaConfig config;
    private readonly LlamaLayer[] layers;
    private readonly RmsNorm finalNorm;
    private readonly int embedding, head;

    /// <summary>Declares all weights in the order of the Hugging Face model.</summary>
    public LlamaNetwork(BackboneLayout layout, LlamaConfig config)
    {
        this.config = config;
        long[] table = [config.VocabSize, config.HiddenSize];
        embedding = layout.Weight("model.embed_tokens", table, config.TieWordEmbeddings ? ["lm_head.weight"] : null);
        layers = [.. Enumerable.Range(0, config.Layers).Select(i => new LlamaLayer(layout, config, i))];
        finalNorm = new(layout.Norm("model.norm", config.HiddenSize), config.NormEpsilon);
        head = config.TieWordEmbeddings ? embedding : layout.Weight("lm_head", table);
    }

    /// <summary>Prepares rotations and bias for ids at the end of the masked sequence.</summary>
    /// <param name="rope">The rotations.</param>
    /// <param name="mask">Int64 [batch, length] of these ids.</param>
    /// <param name="offset">Int64 [batch, 1], the number of tokens before them; null for none.</param>
    /// <param name="most">An exclusive upper bound of the positions.</param>
    /// <param name="bias">See <see cref="LlamaPassInputs.Bias"/>.</param>
    public LlamaPassInputs PassInputs(RopeTable rope, Tensor mask, Tensor? offset, long most, Tensor bias)
    {
        (Tensor cos, Tensor sin) = rope.Of(mask, offset, most);
        long[] shape = [mask.shape[0], mask.shape[1], 1, config.HeadDim];
        (cos, sin) = (cos.view(shape), sin.view(shape));
        using Scalar scale = 1 / Math.Sqrt(config.HeadDim);
        return new(mask.shape[0], cos, sin, cos.mul(scale), sin.mul(scale), bias);
    }

    /// <summary>Computes causal mask and padding as a bias, [batch · key heads, group · length, length].</summary>
    public Tensor Bias(Tensor mask, ScalarType dtype)
    {
        (long batch, long length) = (mask.shape[0], mask.shape[1]);
        Tensor causal = torch.full(length, length, Attention.Masked(dtype), dtype: dtype, device: mask.device).triu_(1);
        return Attention.MaskBias(mask, dtype).unsqueeze(1).add(causal).unsqueeze(1).expand(batch, config.Heads, length, length)
            .reshape(batch * config.KeyValueHeads, -1, length);
    }

    /// <summary>Maps ids [batch, length] to normalized states [batch · length, width].</summary>
    public Tensor Forward(ForwardPass pass, Tensor ids, LlamaPassInputs inputs, KeyValueCache[]? caches = null)
    {
        Tensor x = pass.Weight(embedding).index_select(0, ids.reshape(-1));
        for (int i = 0; i < layers.Length; i++)
        {
            (LlamaLayer layer, KeyValueCache? cache) = (layers[i], caches?[i]);
            x = pass.Checkpoint(layer.Span, [x, .. inputs.Tensors], (p, t) => layer.Forward(p, t[0], inputs.With(t[1..]), cache));
        }
        return finalNorm.Forward(pass, x);
    }

    /// <summary>Computes logits.</summary>
    public Tensor Head(ForwardPass pass, Tensor x) => torch.nn.functional.linear(x, pass.Weight(head));
}

/// <summary>The inputs that all layers of one pass share: rotations and mask.</summary>
/// <param name="Batch">The number of rows.</param>
/// <param name="Cos">Cosines for keys, [batch, length, 1, head width].</param>
/// <param name="Sin">Signed sines for keys.</param>
/// <param name="QueryCos">Cosines for queries, with the attention's scale.</param>
/// <param name="QuerySin">Signed sines for queries, with the attention's scale.</param>
/// <param name="Bias">The bias on attention scores, broadcastable to [batch · key heads, group · length, keys].</param>
internal sealed record LlamaPassInputs(long Batch, Tensor Cos, Tensor Sin, Tensor QueryCos, Tensor QuerySin, Tensor Bias)
{
    /// <summary>All tensors, in order.</summary>
    public Tensor[] Tensors => [Cos, Sin, QueryCos, QuerySin, Bias];

    /// <summary>Copies the inputs with other tensors.</summary>
    public LlamaPassInputs With(Tensor[] tensors) => new(Batch, tensors[0], tensors[1], tensors[2], tensors[3], tensors[4]);
}
