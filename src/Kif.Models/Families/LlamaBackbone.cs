namespace Kif.Models;

/// <summary>A decoder-only model of the LLaMA family with frozen weights.</summary>
internal sealed class LlamaBackbone : DecoderOnlyBackbone
{
    /// <summary>Loads the weights of a checkpoint.</summary>
    /// <param name="config">The model's configuration.</param>
    /// <param name="source">The checkpoint, with or without the prefix <c>model.</c>; a copy of a tied head and rotary buffers may be left over.</param>
    /// <param name="device">The device of the weights.</param>
    /// <param name="dtype">Float32, BFloat16, Float16 or Float64.</param>
    /// <exception cref="InvalidDataException">A weight is missing, left over or of another shape.</exception>
    public LlamaBackbone(LlamaConfig config, IWeightSource source, Device device, ScalarType dtype)
        : base(config.ModelType, device, dtype)
    {
        (PadId, EndIds, DefaultLoraTargets) = (config.PadId, config.EndIds, ["q_proj", "v_proj"]);
        (int heads, int keyHeads, int headWidth) = (config.Heads, config.KeyValueHeads, config.HeadDim);
        (long width, long inner, long queries, long keys) = (config.HiddenSize, config.IntermediateSize, (long)heads * headWidth, (long)keyHeads * headWidth);
        var embedding = new TokenEmbedding(Layout, "model.embed_tokens", config.VocabSize, width, config.TieWordEmbeddings ? ["lm_head.weight"] : null);
        var shape = new AttentionShape(heads, keyHeads, headWidth, 1 / Math.Sqrt(headWidth));
        Decoder = new(Layout, embedding, shape, config.Layers, Layer)
        {
            Causal = true,
            Windows = config.Windows,
            Rotary = new(config.Rope, device, dtype),
            Norm = new RmsNorm(Layout, "model.norm", width, config.NormEpsilon),
        };
        HeadTable = config.TieWordEmbeddings ? embedding.Table : Layout.Weight("lm_head", [config.VocabSize, width]);
        Load(LlamaWeights.Named(source), LlamaWeights.MayRemain);

        TransformerLayer Layer(int number)
        {
            string path = $"model.layers.{number}", attention = $"{path}.self_attn", feed = $"{path}.mlp";
            LinearModule Feed(string name, long inputs, long outputs) => Layout.Linear($"{feed}.{name}", inputs, outputs, number, bias: config.FeedForwardBias);
            RmsNorm Norm(string name) => new(Layout, $"{path}.{name}", width, config.NormEpsilon, number);
            LinearModule[] projections =
            [
                Layout.Linear($"{attention}.q_proj", width, queries, number, heads, config.AttentionBias),
                Layout.Linear($"{attention}.k_proj", width, keys, number, keyHeads, config.AttentionBias),
                Layout.Linear($"{attention}.v_proj", width, keys, number, keyHeads, config.AttentionBias),
            ];
            LinearModule output = Layout.Linear(
                new($"{attention}.o_proj", number, heads) { HeadsAtInput = true }, queries, width, config.OutputBias, false);
            RmsNorm? HeadNorm(string name) => config.NormalizesHeads ? new(Layout, $"{attention}.{name}", headWidth, config.NormEpsilon, number) : null;
            (LinearModule gate, LinearModule up) = (Feed("gate_proj", width, inner), Feed("up_proj", width, inner));
            return new()
            {
                Attention = new(shape, projections, output) { QueryNorm = HeadNorm("q_norm"), KeyNorm = HeadNorm("k_norm") },
                FeedForward = new(ActivationFunction.Named("silu"), up, Feed("down_proj", inner, width), gate),
                AttentionNorm = Norm("input_layernorm"),
                FeedForwardNorm = Norm("post_attention_layernorm"),
            };
        }
    }

    /// <inheritdoc/>
    public override Transformer Decoder { get; }

    /// <summary>Reads <c>config.json</c> and builds the model; the signature of <see cref="BackboneRegistration.AddBackbone"/>.</summary>
    public static IBackbone Create(BackboneFiles files, Device device, ScalarType dtype) =>
        new LlamaBackbone(LlamaConfig.Checked(files, LlamaWeights.Named(files.Weights)), files.Weights, device, dtype);
}
