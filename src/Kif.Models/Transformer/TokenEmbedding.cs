namespace Kif.Models;

/// <summary>
/// The embeddings of tokens, with those of positions and segments added and a norm applied where there are any. Members are set in the order in which
/// weights are declared.
/// </summary>
internal sealed class TokenEmbedding
{
    /// <summary>Declares the table of tokens.</summary>
    /// <param name="layout">Receives the declaration.</param>
    /// <param name="path">The module's path.</param>
    /// <param name="vocabulary">The number of tokens.</param>
    /// <param name="width">The width of the hidden state.</param>
    /// <param name="aliases">Further names of the weight; null for none.</param>
    public TokenEmbedding(BackboneLayout layout, string path, long vocabulary, long width, IReadOnlyList<string>? aliases = null) =>
        Table = layout.Weight(path, [vocabulary, width], aliases);

    /// <summary>The index of the table of tokens, [vocabulary, width].</summary>
    public int Table { get; }

    /// <summary>The factor on the embeddings of tokens, which is rounded to the type of the pass. Default: 1.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The learned positions; null for none.</summary>
    public LearnedPositions? Positions { get; init; }

    /// <summary>The index of the table of segments; null for none.</summary>
    public int? Segments { get; init; }

    /// <summary>The norm; null for none.</summary>
    public INorm? Norm { get; init; }

    /// <summary>Whether the backbone's dropout applies.</summary>
    public bool Dropout { get; init; }

    /// <summary>Returns the type that a pass computes in.</summary>
    public ScalarType DType(ForwardPass pass) => pass.Weight(Table).dtype;

    /// <summary>Maps ids, positions and segments (null if all are the first), int64 [tokens] each, to [tokens, width].</summary>
    public Tensor Forward(ForwardPass pass, Tensor ids, Tensor? positions, Tensor? segments)
    {
        Tensor x = pass.Weight(Table).index_select(0, ids);
        if (Scale != 1) x = x.mul(torch.tensor(Scale, dtype: x.dtype, device: x.device));
        if (Positions is not null) x = x.add(Positions.Forward(pass, positions!));
        if (Segments is { } index)
            x = x.add(segments is null ? pass.Weight(index).narrow(0, 0, 1) : pass.Weight(index).index_select(0, segments));
        if (Norm is not null) x = Norm.Forward(pass, x);
        return Dropout ? pass.Dropout(x) : x;
    }
}
