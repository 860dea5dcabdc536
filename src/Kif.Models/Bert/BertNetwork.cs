using Kif.Models.Backbones;

namespace Kif.Models.Bert;

/// <summary>Embeddings, layers and head; the weights themselves come with each pass.</summary>
internal sealed class BertNetwork
{
    private readonly BertLayer[] layers;
    private readonly int heads;

    /// <summary>Declares all weights in the order of the Hugging Face model.</summary>
    public BertNetwork(BackboneLayout layout, BertConfig config)
    {
        heads = config.Heads;
        Embeddings = new(layout, config);
        layers = [.. Enumerable.Range(0, config.Layers).Select(i => new BertLayer(layout, config, i))];
        Head = new(layout, config, Embeddings.Words);
    }

    /// <summary>The embeddings of tokens, positions and segments.</summary>
    public BertEmbeddings Embeddings { get; }

    /// <summary>The head: states to logits.</summary>
    public BertHead Head { get; }

    /// <summary>Maps ids, mask and segments (null if all are the first), [batch, length] each, to states [batch, length, width].</summary>
    public Tensor Forward(ForwardPass pass, Tensor ids, Tensor mask, Tensor? segments)
    {
        Tensor x = Embeddings.Forward(pass, ids, mask, segments);
        Tensor bias = Attention.Penalty(mask, x.dtype).repeat_interleave(heads, 0).unsqueeze(1);
        long batch = ids.shape[0];
        foreach (BertLayer layer in layers) x = Checkpointing.Run(pass, layer.Span, [x, bias], (p, t) => layer.Forward(p, t[0], batch, t[1]));
        return x.view(ids.shape[0], ids.shape[1], -1);
    }
}
