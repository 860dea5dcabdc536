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
        : base(config.Family.ModelType, device, dtype)
    {
        (PadId, EndIds, DefaultLoraTargets) = (config.PadId, config.EndIds, config.Family.Fused ? ["qkv_proj"] : ["q_proj", "v_proj"]);
        long width = config.HiddenSize;
        var embedding = new TokenEmbedding(Layout, "model.embed_tokens", config.VocabSize, width, config.TieWordEmbeddings ? ["lm_head.weight"] : null)
        {
            Scale = config.Family.IsGemma ? Math.Sqrt(width) : 1,
        };
        var shape = new AttentionShape(config.Heads, config.KeyValueHeads, config.HeadDim, config.ScoreScale);
        RotaryPositions rotary = new(config.Rope.Create(), device, dtype), local = config.LocalRope is { } own ? new(own.Create(), device, dtype) : rotary;
        Decoder = new(Layout, embedding, shape, config.Layers, number => new LlamaLayer(Layout, config, shape, number).Declare())
        {
            Causal = !config.Bidirectional,
            Views = [.. config.Windows.Zip(config.Rotated, (window, rotated) => new LayerView(window, !rotated ? null : window is null ? rotary : local))],
            Norm = new RmsNorm(Layout, "model.norm", width, config.NormEpsilon, fromOne: config.Family.IsGemma),
        };
        HeadTable = config.TieWordEmbeddings ? embedding.Table : Layout.Weight("lm_head", [config.VocabSize, width]);
        LogitCap = config.LogitCap;
        Load(LlamaWeights.Named(source), LlamaWeights.MayRemain);
    }

    /// <inheritdoc/>
    public override Transformer Decoder { get; }

    /// <summary>Reads <c>config.json</c> and builds the model; the signature of <see cref="BackboneRegistration.AddBackbone"/>.</summary>
    public static IBackbone Create(BackboneFiles files, Device device, ScalarType dtype) =>
        new LlamaBackbone(LlamaConfig.Checked(files, LlamaWeights.Named(files.Weights)), files.Weights, device, dtype);
}

/// <summary>The modules of one layer, in the order of their declaration in transformers.</summary>
internal sealed class LlamaLayer(BackboneLayout layout, LlamaConfig config, AttentionShape shape, int number)
{
    private readonly string path = $"model.layers.{number}", attention = $"model.layers.{number}.self_attn", feed = $"model.layers.{number}.mlp";
    private readonly long width = config.HiddenSize, inner = config.IntermediateSize;
    private readonly int heads = shape.Heads, keyHeads = shape.KeyHeads;

    /// <summary>Declares the layer.</summary>
    public TransformerLayer Declare()
    {
        NormPlacement norms = config.Family.Norms;
        (MultiHeadAttention attend, FeedForward forward) = (Attention(), FeedForward());
        // Of the four norms of Gemma, the second is the outputs' of the attention; of the two of LLaMA, the inputs' of the feed-forward part.
        RmsNorm? before = norms == NormPlacement.After ? null : Norm($"{path}.input_layernorm", width),
            second = Norm($"{path}.post_attention_layernorm", width),
            third = norms == NormPlacement.Around ? Norm($"{path}.pre_feedforward_layernorm", width) : null,
            last = norms == NormPlacement.Before ? null : Norm($"{path}.post_feedforward_layernorm", width);
        return new()
        {
            Attention = attend,
            FeedForward = forward,
            AttentionNorm = before,
            AttentionOutputNorm = norms == NormPlacement.Before ? null : second,
            FeedForwardNorm = norms == NormPlacement.Before ? second : third,
            FeedForwardOutputNorm = last,
        };
    }

    private MultiHeadAttention Attention()
    {
        (LinearModule[] projections, LinearModule output) = config.Family.Fused ? Fused() : Apart();
        bool all = config.Family.HeadNorm == HeadNorm.AllHeads;
        RmsNorm? HeadNorms(string name, int count) =>
            config.Family.HeadNorm == HeadNorm.None ? null : Norm($"{attention}.{name}", (all ? count : 1L) * shape.HeadWidth);
        return new(shape, projections, output)
        {
            QueryNorm = HeadNorms("q_norm", heads), KeyNorm = HeadNorms("k_norm", keyHeads), NormsAllHeads = all, ScoreCap = config.ScoreCap,
        };
    }

    private (LinearModule[] Projections, LinearModule Output) Apart() =>
        ([Projection("q_proj", heads), Projection("k_proj", keyHeads), Projection("v_proj", keyHeads)], Output());

    private (LinearModule[] Projections, LinearModule Output) Fused()
    {
        LinearModule output = Output();
        long queries = (long)heads * shape.HeadWidth, keys = (long)keyHeads * shape.HeadWidth;
        var module = new ModuleInfo($"{attention}.qkv_proj", number, heads + 2 * keyHeads) { Slices = [("q", queries), ("k", keys), ("v", keys)] };
        return ([layout.Linear(module, width, queries + 2 * keys, config.AttentionBias, false)], output);
    }

    private LinearModule Projection(string name, int count) =>
        layout.Linear($"{attention}.{name}", width, (long)count * shape.HeadWidth, number, count, config.AttentionBias);

    private LinearModule Output() => layout.Linear(
        new($"{attention}.o_proj", number, heads) { HeadsAtInput = true }, (long)heads * shape.HeadWidth, width, config.OutputBias, false);

    private FeedForward FeedForward()
    {
        Func<Tensor, Tensor> activation = ActivationFunction.Named(config.Activation);
        LinearModule Map(string name, long inputs, long outputs) => layout.Linear($"{feed}.{name}", inputs, outputs, number, bias: config.FeedForwardBias);
        if (config.Family.Fused)
        {
            var both = new ModuleInfo($"{feed}.gate_up_proj", number) { Slices = [("gate", inner), ("up", inner)] };
            LinearModule joined = layout.Linear(both, width, 2 * inner, config.FeedForwardBias, false);
            return new(activation, joined, Map("down_proj", inner, width)) { Fused = true };
        }
        (LinearModule gate, LinearModule up) = (Map("gate_proj", width, inner), Map("up_proj", width, inner));
        return new(activation, up, Map("down_proj", inner, width), gate);
    }

    private RmsNorm Norm(string at, long size) => new(layout, at, size, config.NormEpsilon, number, config.Family.IsGemma);
}
