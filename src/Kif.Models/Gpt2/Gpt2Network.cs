using Kif.Models.Backbones;

namespace Kif.Models.Gpt2;

/// <summary>Embedding, layers and head; the weights themselves come with each pass.</summary>
internal sealed class Gpt2Network
{
    private readonly Gpt2Config config;
    private readonly Gpt2Layer[] layers;
    private readonly LayerNorm last;
    private readonly int embedding, head;

    /// <summary>Declares all weights in the order of the Hugging Face model.</summary>
    public Gpt2Network(BackboneLayout layout, Gpt2Config config)
    {
        this.config = config;
        long[] table = [config.VocabularySize, config.ModelWidth];
        embedding = layout.Weight("transformer.wte", table, config.TiedHead ? ["lm_head.weight"] : null);
        Positions = new(layout, "transformer.wpe", config.MaxPositions, config.ModelWidth, "n_positions");
        layers = [.. Enumerable.Range(0, config.Layers).Select(i => new Gpt2Layer(layout, config, i))];
        last = new(layout, "transformer.ln_f", config.ModelWidth, config.NormEpsilon);
        head = config.TiedHead ? embedding : layout.Weight("lm_head", table);
    }

    /// <summary>The learned position embeddings.</summary>
    public LearntPositions Positions { get; }

    /// <summary>Prepares positions and bias for whole texts.</summary>
    /// <param name="mask">Int64 [batch, length].</param>
    /// <param name="dtype">The type of the arithmetic.</param>
    public Gpt2Frame Frame(Tensor mask, ScalarType dtype) => new(mask.shape[0], LearntPositions.Of(mask), CausalBias.Of(mask, config.Heads, dtype));

    /// <summary>Maps ids [batch, length] to normalized states [batch · length, width].</summary>
    public Tensor Forward(ForwardPass pass, Tensor ids, Gpt2Frame frame, KeyValueCache[]? caches = null)
    {
        Tensor x = pass.Dropout(pass.Weight(embedding).index_select(0, ids.reshape(-1)).add(Positions.Forward(pass, frame.Positions)));
        for (int i = 0; i < layers.Length; i++)
        {
            (Gpt2Layer layer, KeyValueCache? cache) = (layers[i], caches?[i]);
            x = Checkpointing.Run(pass, layer.Span, [x, frame.Bias], (p, t) => layer.Forward(p, t[0], frame with { Bias = t[1] }, cache));
        }
        return last.Forward(pass, x);
    }

    /// <summary>Computes logits.</summary>
    public Tensor Head(ForwardPass pass, Tensor x) => torch.nn.functional.linear(x, pass.Weight(head));
}
