namespace Kif.Models;

/// <summary>A BERT model with its masked-language-model head and frozen weights.</summary>
internal sealed class BertBackbone : MaskedBackbone
{
    private readonly BertHead head;

    /// <summary>Loads the weights of a checkpoint.</summary>
    /// <param name="config">The model's configuration.</param>
    /// <param name="source">
    /// The checkpoint, with or without the prefix <c>bert.</c>, with current or oldest names of norms; copies of a tied head, the pooler and the head for
    /// next-sentence prediction may be left over.
    /// </param>
    /// <param name="device">The device of the weights.</param>
    /// <param name="dtype">Float32, BFloat16, Float16 or Float64.</param>
    /// <exception cref="InvalidDataException">A weight is missing, left over or of another shape.</exception>
    public BertBackbone(BertConfig config, IWeightSource source, Device device, ScalarType dtype)
        : base("bert", device, dtype)
    {
        (VocabSize, PadId, EndIds, DefaultLoraTargets, MaxPositions) =
            (config.VocabSize, config.PadId, [.. config.EndIds, config.PadId], ["query", "value"], config.MaxPositions);
        (long width, long inner, int heads) = (config.HiddenSize, config.IntermediateSize, config.Heads);
        const string embeddings = "bert.embeddings";
        var embedding = new TokenEmbedding(
            Layout, $"{embeddings}.word_embeddings", config.VocabSize, width, config.TieWordEmbeddings ? ["cls.predictions.decoder.weight"] : null)
        {
            Positions = new(Layout, $"{embeddings}.position_embeddings", config.MaxPositions, width, "max_position_embeddings"),
            Segments = Layout.Weight($"{embeddings}.token_type_embeddings", [config.Segments, width]),
            Norm = new LayerNorm(Layout, $"{embeddings}.LayerNorm", width, config.NormEpsilon),
            Dropout = true,
        };
        var shape = new AttentionShape(heads, heads, config.HiddenSize / heads, Math.Pow(config.HiddenSize / heads, -0.5));
        Encoder = new(Layout, embedding, shape, config.Layers, Layer);
        head = new(Layout, config, embedding.Table);
        Load(BertWeights.Named(source), BertWeights.MayRemain);

        TransformerLayer Layer(int number)
        {
            string path = $"bert.encoder.layer.{number}", attention = $"{path}.attention";
            LinearModule Heads(string name, bool output = false) => Layout.Linear(
                new($"{attention}.{name}", number, heads) { AttentionPath = attention, HeadsAtInput = output }, width, width, true, false);
            LayerNorm Norm(string at) => new(Layout, $"{at}.output.LayerNorm", width, config.NormEpsilon, number);
            return new()
            {
                Attention = new(shape, [Heads("self.query"), Heads("self.key"), Heads("self.value")], Heads("output.dense", true)),
                AttentionNorm = Norm(attention),
                FeedForward = new(ActivationFunction.Named(config.Activation),
                    Layout.Linear($"{path}.intermediate.dense", width, inner, number, bias: true),
                    Layout.Linear($"{path}.output.dense", inner, width, number, bias: true)),
                FeedForwardNorm = Norm(path),
                NormAfter = true,
                Dropout = true,
            };
        }
    }

    /// <inheritdoc/>
    public override Transformer Encoder { get; }

    /// <summary>Reads <c>config.json</c> and builds the model; the signature of <see cref="BackboneRegistration.AddBackbone"/>.</summary>
    public static IBackbone Create(BackboneFiles files, Device device, ScalarType dtype) =>
        new BertBackbone(BertConfig.Checked(files, BertWeights.Named(files.Weights)), files.Weights, device, dtype);

    /// <inheritdoc/>
    public override Tensor Head(ForwardPass pass, Tensor rows) => head.Forward(pass, rows);
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
        LinearProducts.Linear(norm.Forward(pass, activation(pass.Linear(transform, x))), pass.Weight(table), pass.Weight(bias));
}
