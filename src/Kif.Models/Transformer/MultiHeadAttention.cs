namespace Kif.Models;

/// <summary>The form of an attention.</summary>
/// <param name="Heads">The number of query heads.</param>
/// <param name="KeyHeads">The number of key and value heads, a divisor of <paramref name="Heads"/>.</param>
/// <param name="HeadWidth">The width of a head.</param>
/// <param name="Scale">The factor on scores.</param>
internal sealed record AttentionShape(int Heads, int KeyHeads, int HeadWidth, double Scale);

/// <summary>
/// Scaled dot-product attention with linear maps for queries, keys, values and output. The queries that share a key head are in the row dimension, so keys
/// and values are not repeated.
/// </summary>
/// <param name="shape">The heads.</param>
/// <param name="projections">The maps of queries, keys and values, or one map to all three, in this order.</param>
/// <param name="output">The map from the heads to the hidden state.</param>
internal sealed class MultiHeadAttention(AttentionShape shape, LinearModule[] projections, LinearModule output)
{
    /// <summary>Whether keys and values are projected before queries; the order matters to the dropout of adapters only.</summary>
    public bool KeysFirst { get; init; }

    /// <summary>The norm of queries, before they are rotated; null for none.</summary>
    public INorm? QueryNorm { get; init; }

    /// <summary>The norm of keys, before they are rotated; null for none.</summary>
    public INorm? KeyNorm { get; init; }

    /// <summary>Whether these norms take all heads of a token together instead of each by itself.</summary>
    public bool NormsAllHeads { get; init; }

    /// <summary>The bound that scores approach, cap · tanh(score / cap); null for none.</summary>
    public double? ScoreCap { get; init; }

    /// <summary>Returns the bias that hides a key: low enough for any score, and such that two of them and a bias can be added without overflow.</summary>
    public static double Masked(ScalarType dtype) => dtype == ScalarType.Float16 ? -3e4 : -1e38;

    /// <summary>
    /// Attends among the tokens of each row, and to those in the cache: [tokens, width] to the same shape, or to [selected, width] for selected queries.
    /// </summary>
    public Tensor Forward(ForwardPass pass, Tensor x, LayerInputs inputs, KeyValueCache? cache)
    {
        QuerySelection? selected = inputs.Selected;
        (Tensor queries, Tensor keys, Tensor values) = Project(pass, x, inputs);
        (queries, keys) = (NormHeads(pass, QueryNorm, queries), NormHeads(pass, KeyNorm, keys));
        if (inputs.Rotation is { } rotation)
        {
            Rotation ofQueries = selected?.Rotation ?? rotation;
            queries = Rotate(queries, shape.Heads, ofQueries.QueryCos, ofQueries.QuerySin, shape.Scale);
            keys = Rotate(keys, shape.KeyHeads, rotation.Cos, rotation.Sin, 1);
        }
        else
        {
            queries = Scale(queries);
        }
        AttentionHeads own = Heads(inputs.Rows, true);
        (Tensor, Tensor) all = cache is null ? (own.Split(keys), own.Split(values)) : cache.Append((keys, values), inputs.Rows, inputs.FirstRow);
        return Mix(pass, queries, selected is null ? (inputs.Rows, inputs.Owners) : (selected.Rows, selected.Owners), all, selected?.View ?? inputs.View);
    }

    /// <summary>Attends to the keys and values of other tokens: [tokens, width] to the same shape.</summary>
    public Tensor Forward(
        ForwardPass pass, Tensor x, (TokenRows Rows, Tensor? Owners) tokens, (Tensor Keys, Tensor Values) others, AttentionView view) =>
        Mix(pass, Scale(pass.Linear(projections[0], x, tokens.Owners)), tokens, others, view);

    /// <summary>Computes keys and values of an encoder's tokens: twice [rows · key heads, length, head width].</summary>
    public (Tensor Keys, Tensor Values) KeysAndValues(ForwardPass pass, EncoderOutput encoder)
    {
        AttentionHeads heads = Heads(encoder.Rows, true);
        return (heads.Split(pass.Linear(projections[1], encoder.States, encoder.Owners)),
            heads.Split(pass.Linear(projections[2], encoder.States, encoder.Owners)));
    }

    private AttentionHeads Heads(TokenRows rows, bool ofKeys) => new(rows, shape.KeyHeads, shape.HeadWidth, ofKeys);

    private (Tensor Queries, Tensor Keys, Tensor Values) Project(ForwardPass pass, Tensor x, LayerInputs inputs)
    {
        QuerySelection? selected = inputs.Selected;
        Tensor Selected(Tensor of) => selected is null ? of : of.index_select(0, selected.Index);
        if (projections is [LinearModule all])
        {
            long queries = (long)shape.Heads * shape.HeadWidth, keys = (long)shape.KeyHeads * shape.HeadWidth;
            return pass.Linear(all, x, inputs.Owners).split([queries, keys, keys], -1) is [var q, var k, var v] ? (Selected(q), k, v) : default;
        }
        Tensor Queries() => pass.Linear(projections[0], Selected(x), selected is null ? inputs.Owners : selected.Owners);
        if (!KeysFirst) return (Queries(), pass.Linear(projections[1], x, inputs.Owners), pass.Linear(projections[2], x, inputs.Owners));
        (Tensor Keys, Tensor Values) first = (pass.Linear(projections[1], x, inputs.Owners), pass.Linear(projections[2], x, inputs.Owners));
        return (Queries(), first.Keys, first.Values);
    }

    /// <summary>Computes softmax(q kᵀ + bias) v and the map of its result.</summary>
    private Tensor Mix(
        ForwardPass pass, Tensor queries, (TokenRows Rows, Tensor? Owners) tokens, (Tensor Keys, Tensor Values) others, AttentionView view)
    {
        AttentionHeads heads = Heads(tokens.Rows, false);
        Tensor weights = view.Weights(heads.Split(queries), others.Keys, ScoreCap);
        return pass.Linear(output, heads.Join(torch.bmm(pass.Dropout(weights), others.Values)), tokens.Owners);
    }

    private Tensor NormHeads(ForwardPass pass, INorm? norm, Tensor x) =>
        norm is null ? x : norm.Forward(pass, NormsAllHeads ? x : x.reshape(-1, shape.HeadWidth)).view(x.shape);

    private Tensor Scale(Tensor queries) => shape.Scale == 1 ? queries : queries.mul(shape.Scale);

    /// <summary>Rotates the first elements of each head, as many as the tables have; the others get the scale that the tables contain.</summary>
    private Tensor Rotate(Tensor x, int heads, Tensor cos, Tensor sin, double scale)
    {
        x = x.reshape(-1, heads, shape.HeadWidth);
        if (Kernel.Takes(x, cos, sin)) return RotaryKernel.Apply(x, cos, sin, scale);
        long width = cos.shape[^1];
        Tensor turned = width < shape.HeadWidth ? x.narrow(2, 0, width) : x;
        Tensor rotated = turned.mul(cos).add_(turned.roll(width / 2, 2).mul_(sin));
        if (width == shape.HeadWidth) return rotated;
        Tensor rest = x.narrow(2, width, shape.HeadWidth - width);
        return torch.cat([rotated, scale == 1 ? rest : rest.mul(scale)], 2);
    }
}

/// <summary>A smooth bound on numbers, as Gemma 2 has it on scores and logits.</summary>
internal static class SoftCap
{
    /// <summary>Computes cap · tanh(x / cap).</summary>
    public static Tensor Apply(Tensor x, double cap) => x.div(cap).tanh().mul(cap);
}
