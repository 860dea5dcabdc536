namespace Kif.Models;

/// <summary>Embedding, layers and head; the weights themselves come with each pass.</summary>
internal sealed class Gpt2Network
{
    private readonly Gpt2Config config;
    private readonly Gpt2Layer[] layers;
    private readonly LayerNorm lnF;
    private readonly int embedding, head;

    /// <summary>Declares all weights in the order of the Hugging Face model.</summary>
    public Gpt2Network(BackboneLayout layout, Gpt2Config config)
    {
        this.config = config;
        long[] table = [config.VocabSize, config.HiddenSize];
        embedding = layout.Weight("transformer.wte", table, config.TieWordEmbeddings ? ["lm_head.weight"] : null);
        Positions = new(layout, "transformer.wpe", config.MaxPositions, config.HiddenSize, "n_positions");
        layers = [.. Enumerable.Range(0, config.Layers).Select(i => new Gpt2Layer(layout, config, i))];
        lnF = new(layout, "transformer.ln_f", config.HiddenSize, config.NormEpsilon);
        head = config.TieWordEmbeddings ? embedding : layout.Weight("lm_head", table);
    }

    /// <summary>The learned position embeddings.</summary>
    public LearnedPositions Positions { get; }

    /// <summary>Prepares positions and bias for whole texts.</summary>
    /// <param name="mask">Int64 [batch, length].</param>
    /// <param name="dtype">The type of the arithmetic.</param>
    public Gpt2PassInputs PassInputs(Tensor mask, ScalarType dtype) =>
        new(mask.shape[0], LearnedPositions.PositionIds(mask), CausalMask.Bias(mask, config.Heads, dtype));

    /// <summary>Maps ids [batch, length] to normalized states [batch · length, width].</summary>
    public Tensor Forward(ForwardPass pass, Tensor ids, Gpt2PassInputs inputs, KeyValueCache[]? caches = null)
    {
        Tensor x = pass.Dropout(pass.Weight(embedding).index_select(0, ids.reshape(-1)).add(Positions.Forward(pass, inputs.Positions)));
        for (int i = 0; i < layers.Length; i++)
        {
            (Gpt2Layer layer, KeyValueCache? cache) = (layers[i], caches?[i]);
            x = pass.Checkpoint(layer.Span, [x, inputs.Bias], (p, t) => layer.Forward(p, t[0], inputs with { Bias = t[1] }, cache));
        }
        return lnF.Forward(pass, x);
    }

    /// <summary>Computes logits.</summary>
    public Tensor Head(ForwardPass pass, Tensor x) => torch.nn.functional.linear(x, pass.Weight(head));
}

/// <summary>The inputs that all layers of one pass share.</summary>
/// <param name="Batch">The number of rows.</param>
/// <param name="Positions">The position of each token, int64 [batch · length].</param>
/// <param name="Bias">The bias on attention scores, broadcastable to [batch · heads, length, keys].</param>
internal sealed record Gpt2PassInputs(long Batch, Tensor Positions, Tensor Bias);
