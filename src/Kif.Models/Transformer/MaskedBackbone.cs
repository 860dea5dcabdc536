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

    /// <inheritdoc/>
    public override int? EmbeddingTable => Encoder.Embedding.Table;

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
    public override Tensor Hidden(ForwardPass pass, TokenBatch batch)
    {
        PackedTokens tokens = PackedTokens.Of(batch.AttentionMask, pass.KeepsPadding);
        return tokens.Pad(Encode(pass, batch, tokens, null));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A text is longer than the model's positions.</exception>
    public override (Tensor States, Tensor Targets) Labeled(ForwardPass pass, TokenBatch batch)
    {
        PackedTokens tokens = PackedTokens.Of(batch.AttentionMask, pass.KeepsPadding);
        long[] labels = PackedTokens.Host(batch.Labels);
        int[] places = [.. Enumerable.Range(0, labels.Length).Where(place => labels[place] != EncodedExample.IgnoreIndex)];
        int[] wanted = tokens.TokensAt(places);
        Tensor targets = torch.tensor(Array.ConvertAll(places, place => labels[place]), device: Device);
        if (!pass.Observed) return (Encode(pass, batch, tokens, wanted), targets);
        Tensor index = torch.tensor(Array.ConvertAll(wanted, token => (long)token), device: Device);
        return (Encode(pass, batch, tokens, null).index_select(0, index), targets);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An example's places do not fit, or a text is longer than the model's positions.</exception>
    public override IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens)
    {
        using var scope = torch.NewDisposeScope();
        int[][] places = [.. prompts.Select(e => { int[] all = Places(e); return all[..Math.Min(all.Length, maxNewTokens)]; })];
        var rows = new TokenRows([.. prompts.Select(e => e.Source.Length)], Device);
        Tensor ids = torch.tensor(prompts.SelectMany(e => e.Source.Select(id => (long)id)).ToArray(), device: Device);
        int[] wanted = [.. places.SelectMany((at, row) => at.Order().Select(place => rows.Starts[row] + place))];
        Tensor states = Encoder.Forward(pass, ids, rows, wanted: wanted);
        return new MaskedDecoding(this, pass, states, places, VocabSize, PadId);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        foreach (RotaryPositions rotary in Encoder.Rotaries) rotary.Dispose();
    }

    private Tensor Encode(ForwardPass pass, TokenBatch batch, PackedTokens tokens, int[]? wanted) => Encoder.Forward(
        pass, tokens.Take(batch.InputIds), tokens.Rows, segments: batch.SegmentIds is { } segments ? tokens.Take(segments) : null, wanted: wanted);

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

    /// <summary>Arranges the states of places, [places, width]: row by row, in the order of the text.</summary>
    public MaskedDecoding(IBackbone backbone, ForwardPass pass, Tensor all, int[][] places, int vocabulary, int padId)
    {
        using var scope = torch.NewDisposeScope();
        (this.backbone, this.pass) = (backbone, pass);
        int first = 0;
        int[][] at = new int[places.Length][];
        for (int row = 0; row < places.Length; first += places[row++].Length)
        {
            int[] order = [.. places[row].Order()];
            at[row] = [.. places[row].Select(place => first + Array.IndexOf(order, place))];
        }
        using Tensor index = RowPadding.Pad(at, 0, all.device), there = RowPadding.Mask(at, all.device);
        states = all.index_select(0, index.view(-1)).view(index.shape[0], index.shape[1], -1).DetachFromDisposeScope();
        missing = there.eq(0).DetachFromDisposeScope();
        Tensor filler = torch.full(1, vocabulary, -1, dtype: all.dtype, device: all.device);
        filler.select(1, padId).fill_(1);
        padding = filler.DetachFromDisposeScope();
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
