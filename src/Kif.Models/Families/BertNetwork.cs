namespace Kif.Models;

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
        Tensor bias = Attention.MaskBias(mask, x.dtype).repeat_interleave(heads, 0).unsqueeze(1);
        long batch = ids.shape[0];
        foreach (BertLayer layer in layers) x = pass.Checkpoint(layer.Span, [x, bias], (p, t) => layer.Forward(p, t[0], batch, t[1]));
        return x.view(ids.shape[0], ids.shape[1], -1);
    }
}

/// <summary>The normalized sum of the embeddings of token, position and segment.</summary>
internal sealed class BertEmbeddings
{
    private readonly int segments;
    private readonly LearnedPositions positions;
    private readonly LayerNorm norm;

    /// <summary>Declares three tables and a norm.</summary>
    public BertEmbeddings(BackboneLayout layout, BertConfig config)
    {
        const string path = "bert.embeddings";
        Words = layout.Weight($"{path}.word_embeddings", [config.VocabSize, config.HiddenSize], config.TieWordEmbeddings
            ? ["cls.predictions.decoder.weight"] : null);
        positions = new(layout, $"{path}.position_embeddings", config.MaxPositions, config.HiddenSize, "max_position_embeddings");
        segments = layout.Weight($"{path}.token_type_embeddings", [config.Segments, config.HiddenSize]);
        norm = new(layout, $"{path}.LayerNorm", config.HiddenSize, config.NormEpsilon);
    }

    /// <summary>The index of the token embeddings.</summary>
    public int Words { get; }

    /// <summary>Maps ids, mask and segments (null if all are the first), [batch, length] each, to [batch · length, width].</summary>
    /// <exception cref="ArgumentException">A text is longer than the model's positions.</exception>
    public Tensor Forward(ForwardPass pass, Tensor ids, Tensor mask, Tensor? segmentIds)
    {
        positions.Check(mask);
        Tensor table = pass.Weight(segments);
        Tensor kinds = segmentIds is null ? table.narrow(0, 0, 1) : table.index_select(0, segmentIds.reshape(-1));
        Tensor x = pass.Weight(Words).index_select(0, ids.reshape(-1)).add(positions.Forward(pass, LearnedPositions.PositionIds(mask))).add(kinds);
        return pass.Dropout(norm.Forward(pass, x));
    }

    /// <summary>Rejects a text with more tokens than there are positions.</summary>
    public void Check(long tokens) => positions.Check(tokens, 0);
}

/// <summary>The masked-language-model head: a linear map with activation and norm, then the embedding matrix and a bias.</summary>
internal sealed class BertHead
{
    private readonly LinearModule transform;
    private readonly LayerNorm norm;
    private readonly int table, bias;
    private readonly Func<Tensor, Tensor> activation;

    /// <summary>Declares the head's weights; its matrix may be the embedding.</summary>
    public BertHead(BackboneLayout layout, BertConfig config, int words)
    {
        const string path = "cls.predictions";
        long width = config.HiddenSize;
        bias = layout.Add(new($"{path}.bias", new(path), ParameterRole.Bias, [config.VocabSize], false, [$"{path}.decoder.bias"]));
        transform = layout.Linear(new($"{path}.transform.dense"), width, width, true, false);
        norm = new(layout, $"{path}.transform.LayerNorm", width, config.NormEpsilon);
        table = config.TieWordEmbeddings ? words : layout.Weight($"{path}.decoder", [config.VocabSize, width]);
        activation = ActivationFunction.Named(config.Activation);
    }

    /// <summary>Maps [rows, width] to logits [rows, vocabulary].</summary>
    public Tensor Forward(ForwardPass pass, Tensor x) =>
        torch.nn.functional.linear(norm.Forward(pass, activation(pass.Linear(transform, x))), pass.Weight(table), pass.Weight(bias));
}
