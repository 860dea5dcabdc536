namespace Kif.Models;

/// <summary>
/// A BERT model with its masked-language-model head and frozen weights. An answer fills masked places of the text
/// (<see cref="EncodedExample.AnswerPositions"/>); all places are filled at once with their likeliest ids. A row that has used up its places produces the
/// padding id, which ends it.
/// </summary>
internal sealed class BertBackbone : IBackbone
{
    private readonly BackboneLayout layout = new();
    private readonly BertNetwork network;
    private readonly Tensor[] tensors;

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
    {
        (Config, Device, DType) = (config, device, dtype);
        network = new(layout, config);
        tensors = layout.Load(BertWeights.Named(source), device, dtype, BertWeights.MayRemain);
    }

    /// <summary>The model's configuration.</summary>
    public BertConfig Config { get; }

    /// <inheritdoc/>
    public string ModelType => "bert";

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public ScalarType DType { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ParameterInfo> Weights => layout.Weights;

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Tensors => tensors;

    /// <inheritdoc/>
    public IReadOnlyList<LinearModule> Linears => layout.Linears;

    /// <inheritdoc/>
    public IReadOnlyList<string> DefaultLoraTargets => ["query", "value"];

    /// <inheritdoc/>
    public IReadOnlyList<int> EndIds => [.. Config.EndIds, Config.PadId];

    /// <inheritdoc/>
    public int LabelShift => 0;

    /// <inheritdoc/>
    public ModelArchitecture Architecture => ModelArchitecture.MaskedEncoder;

    /// <inheritdoc/>
    public int? MaxPositions => Config.MaxPositions;

    /// <summary>Reads <c>config.json</c> and builds the model; the signature of <see cref="BackboneRegistration.AddBackbone"/>.</summary>
    public static IBackbone Create(BackboneFiles files, Device device, ScalarType dtype) =>
        new BertBackbone(BertConfig.Checked(files, BertWeights.Named(files.Weights)), files.Weights, device, dtype);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">As in the interface; or an example's places do not fit, or a text is longer than the model's positions.</exception>
    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples)
    {
        if (examples.Count == 0 || examples.Any(e => e.Target.Length == 0))
            throw new ArgumentException("a batch needs examples, and each needs a source and a target", nameof(examples));
        int[][] places = [.. examples.Select(Places)], rows = [.. examples.Select(e => e.Source)],
            labels = [.. examples.Select((e, i) => Labels(e, places[i]))];
        return new(
            RowPadding.Pad(rows, Config.PadId, Device), RowPadding.Mask(rows, Device), RowPadding.Pad(labels, EncodedExample.IgnoreIndex, Device),
            examples.Sum(e => e.Target.LongCount(id => id != EncodedExample.IgnoreIndex)));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A text is longer than the model's positions.</exception>
    public Tensor Hidden(ForwardPass pass, TokenBatch batch) => network.Forward(pass, batch.InputIds, batch.AttentionMask, batch.SegmentIds);

    /// <inheritdoc/>
    public Tensor Head(ForwardPass pass, Tensor rows) => network.Head.Forward(pass, rows);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An example's places do not fit, or a text is longer than the model's positions.</exception>
    public IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens)
    {
        int[][] places = [.. prompts.Select(Places)], rows = [.. prompts.Select(e => e.Source)];
        using Tensor ids = RowPadding.Pad(rows, Config.PadId, Device), mask = RowPadding.Mask(rows, Device);
        return new BertDecoding(network, Config, pass, ids, mask, [.. places.Select(p => p[..Math.Min(p.Length, maxNewTokens)])]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in tensors) tensor.Dispose();
    }

    private int[] Places(EncodedExample example)
    {
        if (example.AnswerPositions is not { Count: > 0 } places)
            throw new ArgumentException("a masked language model answers in places of the source, so every example needs some", nameof(example));
        if (places.Count < example.Target.Length || places.Any(p => p < 0 || p >= example.Source.Length) || places.Distinct().Count() < places.Count)
            throw new ArgumentException(
                $"the places {string.Join(", ", places)} do not fit a source of {example.Source.Length} tokens and a target of {example.Target.Length}",
                nameof(example));
        network.Embeddings.Check(example.Source.Length);
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

/// <summary>
/// Decoding of answers in masked places. One pass with all places masked, as in training, gives all of them, so that no place depends on another's id. A row
/// without further places gets the padding id.
/// </summary>
internal sealed class BertDecoding : IDecoding
{
    private readonly BertNetwork network;
    private readonly ForwardPass pass;
    private readonly Tensor states, missing, padding;
    private int step;

    /// <summary>Runs the layers; ids and mask are int64 [batch, length].</summary>
    public BertDecoding(BertNetwork network, BertConfig config, ForwardPass pass, Tensor ids, Tensor mask, int[][] places)
    {
        using var scope = torch.NewDisposeScope();
        (this.network, this.pass) = (network, pass);
        Tensor all = network.Forward(pass, ids, mask, null);
        using Tensor at = RowPadding.Pad(places, 0, ids.device), there = RowPadding.Mask(places, ids.device);
        states = all.gather(1, at.unsqueeze(-1).expand(-1, -1, all.shape[2])).DetachFromDisposeScope();
        missing = there.eq(0).DetachFromDisposeScope();
        Tensor row = torch.full(1, config.VocabSize, -1, dtype: all.dtype, device: all.device);
        row.select(1, config.PadId).fill_(1);
        padding = row.DetachFromDisposeScope();
    }

    public Tensor Next(Tensor? last)
    {
        using var scope = torch.NewDisposeScope();
        int place = step++;
        if (place >= states.shape[1]) return padding.expand(states.shape[0], -1).clone().MoveToOuterDisposeScope();
        Tensor logits = network.Head.Forward(pass, states.select(1, place));
        return torch.where(missing.narrow(1, place, 1), padding.to_type(logits.dtype), logits).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        states.Dispose();
        missing.Dispose();
        padding.Dispose();
    }
}
