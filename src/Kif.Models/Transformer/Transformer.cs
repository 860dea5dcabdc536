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

    /// <summary>Computes the last states of tokens: ids, int64 [tokens], to [tokens, width], or to [wanted, width].</summary>
    /// <param name="pass">The forward pass.</param>
    /// <param name="ids">The tokens.</param>
    /// <param name="rows">Their rows.</param>
    /// <param name="encoder">The encoder's output; null without an encoder.</param>
    /// <param name="segments">The tokens' segments, int64 [tokens]; null if all are the first, or there are none.</param>
    /// <param name="caches">The caches that have the tokens before and receive these; null for none.</param>
    /// <param name="wanted">The tokens whose states are wanted, ascending: the last layer computes no others. Null for all.</param>
    /// <exception cref="ArgumentException">A row has more tokens than there are learned positions.</exception>
    public Tensor Forward(ForwardPass pass, Tensor ids, TokenRows rows, EncoderOutput? encoder = null, Tensor? segments = null,
        LayerCaches? caches = null, IReadOnlyList<int>? wanted = null)
    {
        Embedding.Positions?.Check(rows.Keys.Max(), 0);
        int own = rows.Own, given = (int)ids.shape[0];
        rows = Filled(pass, rows);
        Tensor? positions = Embedding.Positions is null && Views.All(v => v.Rotary is null) ? null : rows.Positions();
        Tensor x = Embedding.Forward(pass, rows.Fill(ids), positions, segments is null ? null : rows.Fill(segments));
        LayerInputs[] inputs = Inputs(pass, rows, positions, encoder, caches, wanted);
        bool keeps = torch.is_grad_enabled();
        for (int i = 0; i < layers.Length; i++)
        {
            (TransformerLayer layer, KeyValueCache? cache, LayerInputs here) = (layers[i].Layer, caches?.Layers[i], inputs[i]);
            Tensor before = x;
            x = pass.Checkpoint(layers[i].Span, [x, .. here.Tensors], (p, tensors) =>
            {
                int next = 1;
                return layer.Forward(p, tensors[0], here.With(_ => tensors[next++]), cache);
            });
            // Without gradients nothing reads the states of earlier layers again.
            if (!keeps && !ReferenceEquals(x, before)) before.Dispose();
        }
        if (Norm is not null) x = Norm.Forward(pass, x);
        if (Dropout) x = pass.Dropout(x);
        int states = wanted?.Count ?? (given > own ? given : own);
        return x.shape[0] == states ? x : x.narrow(0, 0, states);
    }

    /// <summary>Fills rows up for the products of a pass; an observer sees real tokens only.</summary>
    public TokenRows Filled(ForwardPass pass, TokenRows rows) => pass.Observed ? rows : rows.Filled(pass.Weight(Embedding.Table));

    /// <summary>Allocates a cache per layer; computes what they hold of the encoder's output. The caller owns them.</summary>
    /// <param name="pass">The forward pass.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="length">The length of the longest row.</param>
    /// <param name="encoder">The encoder's output; null without an encoder.</param>
    public KeyValueCache[] Caches(ForwardPass pass, int rows, int length, EncoderOutput? encoder) => [.. layers.Select(l =>
        new KeyValueCache(rows, length, shape, pass.Weight(Embedding.Table),
            encoder is null ? null : l.Layer.CrossAttention!.KeysAndValues(pass, encoder)))];

    /// <summary>Computes what each layer reads beside states; layers of one view share it.</summary>
    private LayerInputs[] Inputs(
        ForwardPass pass, TokenRows rows, Tensor? positions, EncoderOutput? encoder, LayerCaches? caches, IReadOnlyList<int>? wanted)
    {
        Dictionary<RotaryPositions, Rotation> rotations = Rotaries.ToDictionary(r => r, r => r.Rotation(positions!, rows.KeyLength, shape.Scale));
        LayerView[] views = Views.Count > 0 ? [.. Views] : [.. layers.Select(_ => default(LayerView))];
        Dictionary<LayerView, LayerInputs> seen = views.Distinct().ToDictionary(view => view, view => new LayerInputs(
            rows, View(pass, rows, view), view.Rotary is { } rotary ? rotations[rotary] : null, Seen(pass, encoder, rows), null, caches?.First ?? 0)
        {
            Owners = pass.Gates is null ? null : rows.Owners(),
        });
        LayerInputs[] all = [.. views.Select(view => seen[view])];
        if (wanted is null || wanted.Count == rows.Own) return all;
        TokenRows some = Filled(pass, rows.Of(wanted));
        Tensor index = some.Fill(torch.tensor(wanted.Select(token => (long)token).ToArray(), device: rows.Device));
        all[^1] = all[^1] with
        {
            Encoder = Seen(pass, encoder, some),
            Selected = new(some, index, View(pass, some, views[^1]), all[^1].Rotation?.With(t => t.index_select(0, index)))
            {
                Owners = pass.Gates is null ? null : some.Owners(),
            },
        };
        return all;
    }

    private AttentionView View(ForwardPass pass, TokenRows queries, LayerView view)
    {
        KeyRanges ranges = KeyRanges.Own(queries, Causal, view.Window);
        return AttentionView.Of(ranges, shape, pass.Weight(Embedding.Table), Relative?.Bias(pass, queries, ranges.Keys));
    }

    private EncoderOutput? Seen(ForwardPass pass, EncoderOutput? encoder, TokenRows queries) => encoder is null ? null
        : encoder with { View = AttentionView.Of(KeyRanges.Whole(queries, encoder.Rows), shape, pass.Weight(Embedding.Table), null) };
}

/// <summary>The caches of all layers, and the row of them that is the first row of a pass.</summary>
internal readonly record struct LayerCaches(KeyValueCache[] Layers, int First);
