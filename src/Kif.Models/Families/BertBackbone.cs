namespace Kif.Models;

/// <summary>
/// A BERT model with its masked-language-model head and frozen weights. An answer fills masked places of the text
/// (<see cref="EncodedExample.AnswerPositions"/>); all places are filled at once with their likeliest ids. A row that has used up its places produces the
/// padding id, which ends it.
/// </summary>
internal sealed class BertBackbone : TransformerBackbone
{
    private readonly BertHead head;
    private readonly int vocabulary;

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
        : base("bert", ModelArchitecture.MaskedEncoder, device, dtype)
    {
        (vocabulary, PadId, EndIds, DefaultLoraTargets, MaxPositions) =
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

    /// <summary>Reads the text.</summary>
    public Transformer Encoder { get; }

    /// <summary>Reads <c>config.json</c> and builds the model; the signature of <see cref="BackboneRegistration.AddBackbone"/>.</summary>
    public static IBackbone Create(BackboneFiles files, Device device, ScalarType dtype) =>
        new BertBackbone(BertConfig.Checked(files, BertWeights.Named(files.Weights)), files.Weights, device, dtype);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">As in the interface; or an example's places do not fit, or a text is longer than the model's positions.</exception>
    public override TokenBatch Collate(IReadOnlyList<EncodedExample> examples)
    {
        if (examples.Count == 0 || examples.Any(e => e.Target.Length == 0))
            throw new ArgumentException("a batch needs examples, and each needs a source and a target", nameof(examples));
        int[][] places = [.. examples.Select(Places)], rows = [.. examples.Select(e => e.Source)],
            labels = [.. examples.Select((e, i) => Labels(e, places[i]))];
        return new(
            RowPadding.Pad(rows, PadId, Device), RowPadding.Mask(rows, Device), RowPadding.Pad(labels, EncodedExample.IgnoreIndex, Device),
            examples.Sum(e => (long)e.LabelCount));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A text is longer than the model's positions.</exception>
    public override Tensor Hidden(ForwardPass pass, TokenBatch batch) => Hidden(pass, batch.InputIds, batch.AttentionMask, batch.SegmentIds);

    /// <inheritdoc/>
    public override Tensor Head(ForwardPass pass, Tensor rows) => head.Forward(pass, rows);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An example's places do not fit, or a text is longer than the model's positions.</exception>
    public override IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens)
    {
        using var scope = torch.NewDisposeScope();
        int[][] places = [.. prompts.Select(Places)], rows = [.. prompts.Select(e => e.Source)];
        using Tensor ids = RowPadding.Pad(rows, PadId, Device), mask = RowPadding.Mask(rows, Device);
        return new BertDecoding(
            head, pass, Hidden(pass, ids, mask, null), [.. places.Select(p => p[..Math.Min(p.Length, maxNewTokens)])], vocabulary, PadId);
    }

    private Tensor Hidden(ForwardPass pass, Tensor ids, Tensor mask, Tensor? segments)
    {
        TokenRows rows = TokenRows.Padded(mask);
        return rows.Pad(Encoder.Forward(pass, rows.Unpad(ids), rows, segments: segments is null ? null : rows.Unpad(segments)), -1);
    }

    private int[] Places(EncodedExample example)
    {
        if (example.AnswerPositions is not { Count: > 0 } places)
            throw new ArgumentException("a masked language model answers in places of the source, so every example needs some", nameof(example));
        if (places.Count < example.Target.Length || places.Any(p => p < 0 || p >= example.Source.Length) || places.Distinct().Count() < places.Count)
            throw new ArgumentException(
                $"the places {string.Join(", ", places)} do not fit a source of {example.Source.Length} tokens and a target of {example.Target.Length}",
                nameof(example));
        Encoder.Embedding.Positions!.Check(example.Source.Length, 0);
        return [.. places];
    }

    private static int[] Labels(EncodedExample example, int[] places)
    {
        int[] labels = new int[example.Source.Length];
        Array.Fill(labels, EncodedExample.IgnoreIndex);
        for (int i = 0; i < example.Target.Length; i++) labels[places[i]] = example.Target[i];
        return labels;
    }
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

/// <summary>
/// Decoding of answers in masked places. One pass with all places masked, as in training, gives all of them, so that no place depends on another's id. A row
/// without further places gets the padding id.
/// </summary>
internal sealed class BertDecoding : IDecoding
{
    private readonly BertHead head;
    private readonly ForwardPass pass;
    private readonly Tensor states, missing, padding;
    private int step;

    /// <summary>Gathers the states of places from all, [rows, length, width].</summary>
    public BertDecoding(BertHead head, ForwardPass pass, Tensor all, int[][] places, int vocabulary, int padId)
    {
        using var scope = torch.NewDisposeScope();
        (this.head, this.pass) = (head, pass);
        using Tensor at = RowPadding.Pad(places, 0, all.device), there = RowPadding.Mask(places, all.device);
        states = all.gather(1, at.unsqueeze(-1).expand(-1, -1, all.shape[2])).DetachFromDisposeScope();
        missing = there.eq(0).DetachFromDisposeScope();
        Tensor row = torch.full(1, vocabulary, -1, dtype: all.dtype, device: all.device);
        row.select(1, padId).fill_(1);
        padding = row.DetachFromDisposeScope();
    }

    public Tensor Next(Tensor? last)
    {
        using var scope = torch.NewDisposeScope();
        int place = step++;
        if (place >= states.shape[1]) return padding.expand(states.shape[0], -1).clone().MoveToOuterDisposeScope();
        Tensor logits = head.Forward(pass, states.select(1, place));
        return torch.where(missing.narrow(1, place, 1), padding.to_type(logits.dtype), logits).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        states.Dispose();
        missing.Dispose();
        padding.Dispose();
    }
}
