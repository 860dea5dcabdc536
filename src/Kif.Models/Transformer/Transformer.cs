namespace Kif.Models;

/// <summary>Embedding, layers and final norm: an encoder or a decoder. The weights themselves come with each pass.</summary>
internal sealed class Transformer
{
    private readonly AttentionShape shape;
    private readonly (TransformerLayer Layer, (Range Weights, Range Linears) Span)[] layers;

    /// <summary>Declares the layers.</summary>
    /// <param name="layout">Receives the declarations.</param>
    /// <param name="embedding">The embedding, declared already.</param>
    /// <param name="shape">The heads of the layers' attention.</param>
    /// <param name="count">The number of layers.</param>
    /// <param name="layer">Declares the layer of a number, from 0.</param>
    public Transformer(BackboneLayout layout, TokenEmbedding embedding, AttentionShape shape, int count, Func<int, TransformerLayer> layer)
    {
        (Embedding, this.shape) = (embedding, shape);
        layers = new (TransformerLayer, (Range, Range))[count];
        for (int i = 0; i < count; i++)
        {
            (Range Weights, Range Linears) begun = layout.BeginBlock();
            layers[i] = (layer(i), layout.EndBlock(begun));
        }
    }

    /// <summary>The embedding of tokens.</summary>
    public TokenEmbedding Embedding { get; }

    /// <summary>Whether a token attends to itself and earlier tokens only.</summary>
    public bool Causal { get; init; }

    /// <summary>The view of each layer; empty if all attend to whole texts without rotary positions.</summary>
    public IReadOnlyList<LayerView> Views { get; init; } = [];

    /// <summary>The rotary positions of all layers, each once.</summary>
    public IEnumerable<RotaryPositions> Rotaries => Views.Select(v => v.Rotary).OfType<RotaryPositions>().Distinct();

    /// <summary>The positions that add to attention scores; null for none.</summary>
    public RelativePositions? Relative { get; init; }

    /// <summary>The norm after the last layer; null for none.</summary>
    public INorm? Norm { get; init; }

    /// <summary>Whether the backbone's dropout applies after <see cref="Norm"/>.</summary>
    public bool Dropout { get; init; }

    /// <summary>Computes the last states of whole rows: ids, int64 [tokens], to [tokens, width].</summary>
    /// <param name="pass">The forward pass.</param>
    /// <param name="ids">The tokens.</param>
    /// <param name="rows">Their rows.</param>
    /// <param name="encoder">The encoder's output; null without an encoder.</param>
    /// <param name="segments">The tokens' segments, int64 [tokens]; null if all are the first, or there are none.</param>
    /// <param name="caches">Empty caches that receive keys and values; null for none.</param>
    /// <exception cref="ArgumentException">A row has more tokens than there are learned positions.</exception>
    public Tensor Forward(
        ForwardPass pass, Tensor ids, TokenRows rows, EncoderOutput? encoder = null, Tensor? segments = null, KeyValueCache[]? caches = null)
    {
        Embedding.Positions?.Check(rows.Mask);
        Tensor? positions = Positions(rows, null);
        var inputs = new LayerInputs(rows, Bias(pass, rows.Mask, Causal), null, encoder);
        return Layers(pass, Embedding.Forward(pass, ids, positions, segments), inputs, (positions, rows.Length), caches);
    }

    /// <summary>Computes the last states of one more token per row: ids, int64 [rows], to [rows, width].</summary>
    /// <param name="pass">The forward pass.</param>
    /// <param name="ids">The tokens.</param>
    /// <param name="rows">Rows of one token.</param>
    /// <param name="before">Int64 [rows, 1] tokens before these.</param>
    /// <param name="bias">The bias on the scores of these tokens and all before.</param>
    /// <param name="encoder">The encoder's output; null without an encoder.</param>
    /// <param name="caches">The keys and values of the tokens before.</param>
    public Tensor Forward(ForwardPass pass, Tensor ids, TokenRows rows, Tensor before, Tensor bias, EncoderOutput? encoder, KeyValueCache[] caches)
    {
        Tensor? positions = Positions(rows, before);
        var inputs = new LayerInputs(rows, bias, null, encoder);
        return Layers(pass, Embedding.Forward(pass, ids, positions, null), inputs, (positions, bias.shape[2]), caches);
    }

    /// <summary>
    /// Computes the bias on attention scores from masks and relative positions: [rows · key heads, group · length, length], or one for all queries of a key
    /// head, [rows · key heads, 1, length].
    /// </summary>
    /// <param name="pass">The forward pass.</param>
    /// <param name="mask">Int64 [rows, length]: padding is hidden.</param>
    /// <param name="causal">Whether later tokens are hidden.</param>
    public Tensor Bias(ForwardPass pass, Tensor mask, bool causal)
    {
        if (!causal && Relative is null) return PaddingBias(pass, mask);
        (long rows, long length, ScalarType dtype) = (mask.shape[0], mask.shape[1], Embedding.DType(pass));
        Tensor bias = MultiHeadAttention.PaddingBias(mask, dtype).view(rows, 1, 1, length);
        if (causal) bias = bias.add(torch.full(length, length, MultiHeadAttention.Masked(dtype), dtype: dtype, device: mask.device).triu_(1));
        if (Relative is not null) bias = Relative.Bias(pass, (int)length).unsqueeze(0).add(bias);
        return bias.expand(rows, shape.Heads, length, length).reshape(rows * shape.KeyHeads, -1, length);
    }

    /// <summary>Computes the bias that hides the padding of a mask, int64 [rows, length], from any query: [rows · key heads, 1, length].</summary>
    public Tensor PaddingBias(ForwardPass pass, Tensor mask) =>
        MultiHeadAttention.PaddingBias(mask, Embedding.DType(pass)).repeat_interleave(shape.KeyHeads, 0).unsqueeze(1);

    /// <summary>Allocates a cache per layer; computes what they hold of the encoder's output. The caller owns them.</summary>
    /// <param name="pass">The forward pass.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="length">The length of the longest row.</param>
    /// <param name="encoder">The encoder's output; null without an encoder.</param>
    public KeyValueCache[] Caches(ForwardPass pass, long rows, long length, EncoderOutput? encoder) => [.. layers.Select(l =>
        new KeyValueCache(rows * shape.KeyHeads, length, shape.HeadWidth, pass.Weight(Embedding.Table),
            encoder is null ? null : l.Layer.CrossAttention!.KeysAndValues(pass, encoder.States, encoder.Rows)))];

    /// <summary>
    /// Hides keys outside a window from a bias, [rows · key heads, group · queries, keys], or one for all queries of a key head: the queries are the last of
    /// the keys' positions, and all of them where a token attends to both sides.
    /// </summary>
    private Tensor Window(Tensor bias, int window)
    {
        long keys = bias.shape[2], group = shape.Heads / shape.KeyHeads;
        long queries = bias.shape[1] > 1 ? bias.shape[1] / group : Causal ? 1 : keys;
        if (keys <= window) return bias;
        Tensor Hidden() => torch.full(queries, keys, MultiHeadAttention.Masked(bias.dtype), dtype: bias.dtype, device: bias.device);
        Tensor hidden = Hidden().tril_(keys - queries - window);
        if (!Causal) hidden.add_(Hidden().triu_(window));
        return bias.add(queries == 1 ? hidden : hidden.repeat(group, 1));
    }

    private Tensor? Positions(TokenRows rows, Tensor? before) =>
        Embedding.Positions is null && Views.All(v => v.Rotary is null) ? null : rows.Positions(before);

    private Tensor Layers(ForwardPass pass, Tensor x, LayerInputs inputs, (Tensor? At, long Length) positions, KeyValueCache[]? caches)
    {
        Dictionary<RotaryPositions, Rotation> rotations = Rotaries.ToDictionary(r => r, r => r.Rotation(positions.At!, positions.Length, shape.Scale));
        Dictionary<LayerView, LayerInputs> seen = Views.Distinct().ToDictionary(view => view, view => inputs with
        {
            Bias = view.Window is { } window ? Window(inputs.Bias, window) : inputs.Bias,
            Rotation = view.Rotary is { } rotary ? rotations[rotary] : null,
        });
        for (int i = 0; i < layers.Length; i++)
        {
            (TransformerLayer layer, KeyValueCache? cache) = (layers[i].Layer, caches?[i]);
            LayerInputs here = Views.Count > 0 ? seen[Views[i]] : inputs;
            x = pass.Checkpoint(layers[i].Span, [x, .. here.Tensors], (p, tensors) =>
            {
                int next = 1;
                return layer.Forward(p, tensors[0], here.With(_ => tensors[next++]), cache);
            });
        }
        if (Norm is not null) x = Norm.Forward(pass, x);
        return Dropout ? pass.Dropout(x) : x;
    }
}
