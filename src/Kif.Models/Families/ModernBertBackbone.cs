namespace Kif.Models;

/// <summary>A ModernBERT model with its masked-language-model head and frozen weights.</summary>
internal sealed class ModernBertBackbone : MaskedBackbone
{
    private readonly ModernBertHead head;

    /// <summary>Loads the weights of a checkpoint.</summary>
    /// <param name="config">The model's configuration.</param>
    /// <param name="source">The checkpoint; a copy of a tied head may be left over.</param>
    /// <param name="device">The device of the weights.</param>
    /// <param name="dtype">Float32, BFloat16, Float16 or Float64.</param>
    /// <exception cref="InvalidDataException">A weight is missing, left over or of another shape.</exception>
    public ModernBertBackbone(ModernBertConfig config, IWeightSource source, Device device, ScalarType dtype)
        : base("modernbert", device, dtype)
    {
        (VocabSize, PadId, EndIds, DefaultLoraTargets) = (config.VocabSize, config.PadId, [.. config.EndIds, config.PadId], ["Wqkv"]);
        (long width, long inner, int heads) = (config.HiddenSize, config.IntermediateSize, config.Heads);
        int headWidth = config.HiddenSize / heads;
        var embedding = new TokenEmbedding(
            Layout, "model.embeddings.tok_embeddings", config.VocabSize, width, config.TieWordEmbeddings ? [ModernBertHead.Matrix] : null)
        {
            Norm = Norm("model.embeddings.norm", null),
            Dropout = true,
        };
        var shape = new AttentionShape(heads, heads, headWidth, Math.Pow(headWidth, -0.5));
        RotaryPositions rotary = new(config.Rope.Create(), device, dtype), local = new(config.LocalRope.Create(), device, dtype);
        Encoder = new(Layout, embedding, shape, config.Windows.Count, Layer)
        {
            Views = [.. config.Windows.Select(window => new LayerView(window, window is null ? rotary : local))],
            Norm = Norm("model.final_norm", null),
        };
        head = new(Layout, config, embedding.Table);
        Load(source, _ => false);

        LayerNorm Norm(string path, int? number) => new(Layout, path, width, config.NormEpsilon, number, config.Biases.Norms);

        TransformerLayer Layer(int number)
        {
            string path = $"model.layers.{number}";
            var fused = new ModuleInfo($"{path}.attn.Wqkv", number, 3 * heads) { Slices = [("q", width), ("k", width), ("v", width)] };
            LinearModule Map(ModuleInfo module, long inputs, long outputs, bool bias) => Layout.Linear(module, inputs, outputs, bias, false);
            return new()
            {
                // The embedding has a norm of its own, so the first layer has none.
                AttentionNorm = number == 0 ? null : Norm($"{path}.attn_norm", number),
                Attention = new(shape,
                    [Map(fused, width, 3 * width, config.Biases.Attention)],
                    Map(new($"{path}.attn.Wo", number, heads) { HeadsAtInput = true }, width, width, config.Biases.Attention)),
                FeedForwardNorm = Norm($"{path}.mlp_norm", number),
                FeedForward = new(ActivationFunction.Named(config.Activation),
                    Map(new($"{path}.mlp.Wi", number) { Slices = [("gate", inner), ("up", inner)] }, width, 2 * inner, config.Biases.FeedForward),
                    Map(new($"{path}.mlp.Wo", number), inner, width, config.Biases.FeedForward)) { Fused = true, Dropout = true },
                Dropout = true,
            };
        }
    }

    /// <inheritdoc/>
    public override Transformer Encoder { get; }

    /// <summary>Reads <c>config.json</c> and builds the model; the signature of <see cref="BackboneRegistration.AddBackbone"/>.</summary>
    public static IBackbone Create(BackboneFiles files, Device device, ScalarType dtype) =>
        new ModernBertBackbone(ModernBertConfig.Checked(files, files.Weights), files.Weights, device, dtype);

    /// <inheritdoc/>
    public override Tensor Head(ForwardPass pass, Tensor rows) => head.Forward(pass, rows);
}

/// <summary>The masked-language-model head: a linear map with activation and norm, then a matrix, which may be the embedding, and a bias.</summary>
internal sealed class ModernBertHead
{
    /// <summary>The name of the matrix.</summary>
    public const string Matrix = "decoder.weight";

    private readonly LinearModule transform;
    private readonly LayerNorm norm;
    private readonly int table;
    private readonly int? bias;
    private readonly Func<Tensor, Tensor> activation;

    /// <summary>Declares the head's weights.</summary>
    public ModernBertHead(BackboneLayout layout, ModernBertConfig config, int words)
    {
        long width = config.HiddenSize;
        transform = layout.Linear(new("head.dense"), width, width, config.Biases.Head, false);
        norm = new(layout, "head.norm", width, config.NormEpsilon, null, config.Biases.Norms);
        table = config.TieWordEmbeddings ? words : layout.Weight("decoder", [config.VocabSize, width]);
        bias = config.Biases.Decoder ? layout.Add(new("decoder.bias", new("decoder"), ParameterRole.Bias, [config.VocabSize], false)) : null;
        activation = ActivationFunction.Named(config.HeadActivation);
    }

    /// <summary>Maps [rows, width] to logits [rows, vocabulary].</summary>
    public Tensor Forward(ForwardPass pass, Tensor x) => LinearProducts.Linear(
        norm.Forward(pass, activation(pass.Linear(transform, x))), pass.Weight(table), bias is { } index ? pass.Weight(index) : null);
}
