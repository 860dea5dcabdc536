namespace Kif.Models;

/// <summary>A T5 encoder–decoder with frozen weights (v1.0, v1.1, Flan).</summary>
internal sealed class T5Backbone : TransformerBackbone
{
    private readonly T5Config config;
    private readonly int head;

    /// <summary>Loads the weights of a checkpoint.</summary>
    /// <param name="config">The model's configuration.</param>
    /// <param name="source">The checkpoint; copies of tied weights may be left over.</param>
    /// <param name="device">The device of the weights.</param>
    /// <param name="dtype">Float32, BFloat16, Float16 or Float64.</param>
    /// <exception cref="InvalidDataException">A weight is missing, left over or of another shape.</exception>
    public T5Backbone(T5Config config, IWeightSource source, Device device, ScalarType dtype)
        : base("t5", ModelArchitecture.EncoderDecoder, device, dtype)
    {
        (this.config, PadId, EndIds, DefaultLoraTargets) = (config, config.PadId, config.EndIds, ["q", "v"]);
        (bool Own, string Path)[] copies = [
            (config.OwnEncoderEmbedding, "encoder.embed_tokens"), (config.OwnDecoderEmbedding, "decoder.embed_tokens"), (!config.TieWordEmbeddings, "lm_head")];
        TokenEmbedding shared = Embedding("shared", [.. copies.Where(c => !c.Own).Select(c => $"{c.Path}.weight")]);
        Encoder = Stack("encoder", copies[0].Own ? Embedding(copies[0].Path) : shared, config.EncoderLayers, false);
        Decoder = Stack("decoder", copies[1].Own ? Embedding(copies[1].Path) : shared, config.DecoderLayers, true);
        head = config.TieWordEmbeddings ? shared.Table : Layout.Weight("lm_head", [config.VocabSize, config.HiddenSize]);
        Load(source, name => name == "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight");
    }

    /// <summary>Reads the text.</summary>
    public Transformer Encoder { get; }

    /// <inheritdoc/>
    public override int? EmbeddingTable => Encoder.Embedding.Table;

    /// <summary>Writes the answer.</summary>
    public Transformer Decoder { get; }

    /// <summary>Reads <c>config.json</c> and builds the model; the signature of <see cref="BackboneRegistration.AddBackbone"/>.</summary>
    public static IBackbone Create(BackboneFiles files, Device device, ScalarType dtype) =>
        new T5Backbone(T5Config.Checked(files), files.Weights, device, dtype);

    /// <inheritdoc/>
    public override TokenBatch Collate(IReadOnlyList<EncodedExample> examples)
    {
        int[][] sources = [.. examples.Select(e => e.Source)], targets = [.. examples.Select(e => e.Target)];
        if (examples.Count == 0 || sources.Any(s => s.Length == 0) || targets.Any(t => t.Length == 0))
            throw new ArgumentException("a batch needs examples, and each needs a source and a target", nameof(examples));
        return new(
            RowPadding.Pad(sources, PadId, Device), RowPadding.Mask(sources, Device), RowPadding.Pad(targets, EncodedExample.IgnoreIndex, Device),
            targets.Sum(t => t.LongCount(id => id != EncodedExample.IgnoreIndex)));
    }

    /// <inheritdoc/>
    public override Tensor Hidden(ForwardPass pass, TokenBatch batch)
    {
        Tensor inputs = Inputs(batch);
        PackedTokens tokens = PackedTokens.Of(torch.ones_like(inputs));
        return tokens.Pad(Decoder.Forward(pass, tokens.Take(inputs), tokens.Rows, Encode(pass, batch)));
    }

    /// <inheritdoc/>
    public override (Tensor States, Tensor Targets) Labeled(ForwardPass pass, TokenBatch batch)
    {
        Tensor inputs = Inputs(batch);
        (int rows, int length) = ((int)inputs.shape[0], (int)inputs.shape[1]);
        long[] labels = PackedTokens.Host(batch.Labels);
        int[] places = [.. Enumerable.Range(0, labels.Length).Where(place => labels[place] != EncodedExample.IgnoreIndex)], counts = new int[rows];
        if (pass.KeepsPadding) Array.Fill(counts, length);
        else foreach (int place in places) counts[place / length] = place % length + 1;
        PackedTokens tokens = PackedTokens.Of(counts, length, 0, Device);
        int[] wanted = tokens.TokensAt(places);
        Tensor states = Decoder.Forward(pass, tokens.Take(inputs), tokens.Rows, Encode(pass, batch), wanted: pass.Observed ? null : wanted);
        if (states.shape[0] > wanted.Length) states = states.index_select(0, torch.tensor(Array.ConvertAll(wanted, token => (long)token), device: Device));
        return (states, torch.tensor(Array.ConvertAll(places, place => labels[place]), device: Device));
    }

    /// <summary>Computes logits; a tied head usually multiplies states scaled by width^(−1/2).</summary>
    public override Tensor Head(ForwardPass pass, Tensor rows) =>
        ProductShapes.Map(config.ScalesOutputs ? rows.mul(Math.Pow(config.HiddenSize, -0.5)) : rows, x => LinearProducts.Linear(x, pass.Weight(head)));

    /// <inheritdoc/>
    public override IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens) => Decode(pass, prompts, maxNewTokens, null);

    /// <inheritdoc/>
    public override bool ReadsPromptsOnce => true;

    /// <inheritdoc/>
    public override TransformerDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens, SharedPrefix? prefix)
    {
        using var scope = torch.NewDisposeScope();
        int[][] sources = [.. prompts.Select(e => e.Source)];
        Tensor ids = torch.tensor(sources.SelectMany(s => s.Select(id => (long)id)).ToArray(), device: Device);
        EncoderOutput encoded = Encode(pass, ids, new([.. sources.Select(s => s.Length)], Device));
        return new(this, Decoder, pass, [.. sources.Select(_ => new[] { config.AnswerStartId })], maxNewTokens, encoded);
    }

    /// <summary>Reads ids, int64 [tokens], of rows.</summary>
    public EncoderOutput Encode(ForwardPass pass, Tensor ids, TokenRows rows)
    {
        // The decoder maps all states, those that fill up included.
        rows = Encoder.Filled(pass, rows);
        return new(rows, Encoder.Forward(pass, rows.Fill(ids), rows)) { Owners = pass.Gates is null ? null : rows.Owners() };
    }

    private EncoderOutput Encode(ForwardPass pass, TokenBatch batch)
    {
        PackedTokens tokens = PackedTokens.Of(batch.AttentionMask, pass.KeepsPadding);
        return Encode(pass, tokens.Take(batch.InputIds), tokens.Rows);
    }

    /// <summary>Returns the decoder's inputs: the labels one step later, with padding where there is no label.</summary>
    private Tensor Inputs(TokenBatch batch)
    {
        Tensor start = torch.full(batch.Labels.shape[0], 1, config.DecoderStartId, dtype: ScalarType.Int64, device: Device);
        Tensor inputs = torch.cat([start, batch.Labels.narrow(1, 0, batch.Labels.shape[1] - 1)], 1);
        return inputs.masked_fill(inputs.lt(0), PadId);
    }

    private TokenEmbedding Embedding(string path, IReadOnlyList<string>? aliases = null) =>
        new(Layout, path, config.VocabSize, config.HiddenSize, aliases) { Dropout = true };

    private Transformer Stack(string name, TokenEmbedding embedding, int count, bool decodes)
    {
        (long width, long inner, long wide) = (config.HiddenSize, (long)config.Heads * config.HeadDim, config.IntermediateSize);
        // Scores are not scaled; the initialization of the queries' map does that.
        var shape = new AttentionShape(config.Heads, config.Heads, config.HeadDim, 1);
        RelativePositions? positions = null;
        return new(Layout, embedding, shape, count, Layer)
        {
            Causal = decodes,
            Relative = positions,
            Norm = new RmsNorm(Layout, $"{name}.final_layer_norm", width, config.NormEpsilon),
            Dropout = true,
        };

        TransformerLayer Layer(int number)
        {
            int part = 0;
            string path = $"{name}.block.{number}.layer";
            MultiHeadAttention self = Attention($"{path}.0.SelfAttention");
            positions ??= new(Layout.Weight($"{path}.0.SelfAttention.relative_attention_bias", [config.Buckets, config.Heads], layer: number),
                config.Buckets, config.MaxDistance, !decodes);
            return new()
            {
                Attention = self,
                AttentionNorm = Norm(),
                CrossAttention = decodes ? Attention($"{path}.1.EncDecAttention") : null,
                CrossAttentionNorm = decodes ? Norm() : null,
                FeedForward = Feed($"{path}.{part}.DenseReluDense"),
                FeedForwardNorm = Norm(),
                Dropout = true,
            };

            RmsNorm Norm() => new(Layout, $"{path}.{part++}.layer_norm", width, config.NormEpsilon, number);

            MultiHeadAttention Attention(string at) => new(shape,
                [.. new[] { "q", "k", "v" }.Select(map => Layout.Linear($"{at}.{map}", width, inner, number, config.Heads))],
                Layout.Linear(new($"{at}.o", number, config.Heads) { HeadsAtInput = true }, inner, width, false, false)) { KeysFirst = true };

            FeedForward Feed(string at)
            {
                LinearModule Up(string map) => Layout.Linear($"{at}.{map}", width, wide, number);
                LinearModule? gate = config.FeedForward.StartsWith("gated-", StringComparison.Ordinal) ? Up("wi_0") : null;
                LinearModule up = Up(gate is null ? "wi" : "wi_1");
                return new(T5Activation.Named(config.FeedForward), up, Layout.Linear($"{at}.wo", wide, width, number), gate) { Dropout = true };
            }
        }
    }
}
