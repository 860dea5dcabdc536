namespace Kif.Models;

/// <summary>A GPT-2 model with frozen weights. Its linear maps are stored as [inputs, outputs], as in Hugging Face's files.</summary>
internal sealed class Gpt2Backbone : DecoderOnlyBackbone
{
    /// <summary>Loads the weights of a checkpoint.</summary>
    /// <param name="config">The model's configuration.</param>
    /// <param name="source">The checkpoint, with or without the prefix <c>transformer.</c>; a copy of a tied head and causal masks may be left over.</param>
    /// <param name="device">The device of the weights.</param>
    /// <param name="dtype">Float32, BFloat16, Float16 or Float64.</param>
    /// <exception cref="InvalidDataException">A weight is missing, left over or of another shape.</exception>
    public Gpt2Backbone(Gpt2Config config, IWeightSource source, Device device, ScalarType dtype)
        : base("gpt2", device, dtype)
    {
        (PadId, EndIds, DefaultLoraTargets, MaxPositions) = (config.PadId, config.EndIds, ["c_attn"], config.MaxPositions);
        (long width, long inner, int heads) = (config.HiddenSize, config.IntermediateSize, config.Heads);
        var embedding = new TokenEmbedding(Layout, "transformer.wte", config.VocabSize, width, config.TieWordEmbeddings ? ["lm_head.weight"] : null)
        {
            Positions = new(Layout, "transformer.wpe", config.MaxPositions, width, "n_positions"),
            Dropout = true,
        };
        int headWidth = config.HiddenSize / heads;
        var shape = new AttentionShape(heads, heads, headWidth, config.ScalesScores ? Math.Pow(headWidth, -0.5) : 1);
        Decoder = new(Layout, embedding, shape, config.Layers, Layer)
        {
            Causal = true,
            Norm = new LayerNorm(Layout, "transformer.ln_f", width, config.NormEpsilon),
        };
        HeadTable = config.TieWordEmbeddings ? embedding.Table : Layout.Weight("lm_head", [config.VocabSize, width]);
        Load(Gpt2Weights.Named(source), Gpt2Weights.MayRemain);

        TransformerLayer Layer(int number)
        {
            string path = $"transformer.h.{number}";
            AttentionShape scaled = config.ScalesScoresByLayer ? shape with { Scale = shape.Scale / (number + 1) } : shape;
            LinearModule Map(ModuleInfo module, long inputs, long outputs) => Layout.Linear(module, inputs, outputs, true, true);
            LayerNorm Norm(string name) => new(Layout, $"{path}.{name}", width, config.NormEpsilon, number);
            return new()
            {
                AttentionNorm = Norm("ln_1"),
                // The outputs of the first map are the heads' queries, then their keys, then their values.
                Attention = new(scaled,
                    [Map(new($"{path}.attn.c_attn", number, 3 * heads) { Slices = [("q", width), ("k", width), ("v", width)] }, width, 3 * width)],
                    Map(new($"{path}.attn.c_proj", number, heads) { HeadsAtInput = true }, width, width)),
                FeedForwardNorm = Norm("ln_2"),
                FeedForward = new(ActivationFunction.Named(config.Activation),
                    Map(new($"{path}.mlp.c_fc", number), width, inner), Map(new($"{path}.mlp.c_proj", number), inner, width)),
                Dropout = true,
            };
        }
    }

    /// <inheritdoc/>
    public override Transformer Decoder { get; }

    /// <summary>Reads <c>config.json</c> and builds the model; the signature of <see cref="BackboneRegistration.AddBackbone"/>.</summary>
    public static IBackbone Create(BackboneFiles files, Device device, ScalarType dtype) =>
        new Gpt2Backbone(Gpt2Config.Checked(files, Gpt2Weights.Named(files.Weights)), files.Weights, device, dtype);
}
