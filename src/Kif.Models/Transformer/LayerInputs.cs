namespace Kif.Models;

/// <summary>What a layer reads beside states.</summary>
/// <param name="Rows">The rows of the tokens.</param>
/// <param name="View">What they attend to in their own rows.</param>
/// <param name="Rotation">The rotations of queries and keys; null for none.</param>
/// <param name="Encoder">The encoder's output; null without an encoder.</param>
/// <param name="Selected">The tokens whose states are computed, where not all are read afterwards; null for all.</param>
/// <param name="FirstRow">The row of the cache that is the first row.</param>
internal sealed record LayerInputs(
    TokenRows Rows, AttentionView View, Rotation? Rotation, EncoderOutput? Encoder, QuerySelection? Selected, int FirstRow)
{
    /// <summary>Int64 [tokens]: the row of the batch of each token; null without gates.</summary>
    public Tensor? Owners { get; init; }

    /// <summary>All tensors, in the order of <see cref="With"/>.</summary>
    public Tensor[] Tensors
    {
        get
        {
            var all = new List<Tensor>();
            With(tensor =>
            {
                all.Add(tensor);
                return tensor;
            });
            return [.. all];
        }
    }

    /// <summary>Copies the inputs with other tensors.</summary>
    public LayerInputs With(Func<Tensor, Tensor> replace) => this with
    {
        View = View.With(replace), Rotation = Rotation?.With(replace), Encoder = Encoder?.With(replace), Selected = Selected?.With(replace),
        Owners = Owners is null ? null : replace(Owners),
    };
}

/// <summary>The tokens whose states the last layer computes: its keys and values come from all.</summary>
/// <param name="Rows">Their rows.</param>
/// <param name="Index">Int64 [selected]: the tokens.</param>
/// <param name="View">What they attend to.</param>
/// <param name="Rotation">Their rotations; null for none.</param>
internal sealed record QuerySelection(TokenRows Rows, Tensor Index, AttentionView View, Rotation? Rotation)
{
    /// <summary>Int64 [selected]: the row of the batch of each token; null without gates.</summary>
    public Tensor? Owners { get; init; }

    /// <summary>Copies the selection with other tensors.</summary>
    public QuerySelection With(Func<Tensor, Tensor> replace) => this with
    {
        Index = replace(Index), View = View.With(replace), Rotation = Rotation?.With(replace), Owners = Owners is null ? null : replace(Owners),
    };
}

/// <summary>The output of an encoder, for a decoder.</summary>
/// <param name="Rows">The rows of the encoder's tokens.</param>
/// <param name="States">[tokens, width].</param>
internal sealed record EncoderOutput(TokenRows Rows, Tensor States)
{
    /// <summary>The decoder's view of it; set by each pass of the decoder.</summary>
    public AttentionView? View { get; init; }

    /// <summary>Int64 [tokens]: the row of the batch of each token; null without gates.</summary>
    public Tensor? Owners { get; init; }

    /// <summary>Copies the output with other tensors.</summary>
    public EncoderOutput With(Func<Tensor, Tensor> replace) =>
        this with { States = replace(States), View = View?.With(replace), Owners = Owners is null ? null : replace(Owners) };
}
