namespace Kif.Models;

/// <summary>
/// A masked language model. An answer fills masked places of the text (<see cref="EncodedExample.AnswerPositions"/>); all places are filled at once with
/// their likeliest ids. A row that has used up its places produces the padding id, which ends it.
/// </summary>
internal abstract class MaskedBackbone(string modelType, Device device, ScalarType dtype)
    : TransformerBackbone(modelType, ModelArchitecture.MaskedEncoder, device, dtype)
{
    /// <summary>Reads the text.</summary>
    public abstract Transformer Encoder { get; }

    /// <summary>The number of tokens.</summary>
    protected int VocabSize { get; init; }

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
    /// <exception cref="ArgumentException">An example's places do not fit, or a text is longer than the model's positions.</exception>
    public override IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens)
    {
        using var scope = torch.NewDisposeScope();
        int[][] places = [.. prompts.Select(Places)], rows = [.. prompts.Select(e => e.Source)];
        using Tensor ids = RowPadding.Pad(rows, PadId, Device), mask = RowPadding.Mask(rows, Device);
        return new MaskedDecoding(
            this, pass, Hidden(pass, ids, mask, null), [.. places.Select(p => p[..Math.Min(p.Length, maxNewTokens)])], VocabSize, PadId);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        foreach (RotaryPositions rotary in Encoder.Rotaries) rotary.Dispose();
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
        Encoder.Embedding.Positions?.Check(example.Source.Length, 0);
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
internal sealed class MaskedDecoding : IDecoding
{
    private readonly IBackbone backbone;
    private readonly ForwardPass pass;
    private readonly Tensor states, missing, padding;
    private int step;

    /// <summary>Gathers the states of places from all, [rows, length, width].</summary>
    public MaskedDecoding(IBackbone backbone, ForwardPass pass, Tensor all, int[][] places, int vocabulary, int padId)
    {
        using var scope = torch.NewDisposeScope();
        (this.backbone, this.pass) = (backbone, pass);
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
        Tensor logits = backbone.Head(pass, states.select(1, place));
        return torch.where(missing.narrow(1, place, 1), padding.to_type(logits.dtype), logits).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        states.Dispose();
        missing.Dispose();
        padding.Dispose();
    }
}
