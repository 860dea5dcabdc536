namespace Kif.Models;

/// <summary>
/// One layer: attention among the tokens of a row, attention to an encoder if there is one, feed-forward; each with norms and added to its input. Members
/// are set in the order in which the layer's weights are declared.
/// </summary>
internal sealed class TransformerLayer
{
    /// <summary>The attention among the tokens of a row.</summary>
    public required MultiHeadAttention Attention { get; init; }

    /// <summary>The norm of the inputs of <see cref="Attention"/>; null for none.</summary>
    public INorm? AttentionNorm { get; init; }

    /// <summary>The norm of the outputs of <see cref="Attention"/>, before they are added; null for none.</summary>
    public INorm? AttentionOutputNorm { get; init; }

    /// <summary>The attention to the encoder; null for none.</summary>
    public MultiHeadAttention? CrossAttention { get; init; }

    /// <summary>The norm of <see cref="CrossAttention"/>.</summary>
    public INorm? CrossAttentionNorm { get; init; }

    /// <summary>The feed-forward part.</summary>
    public required FeedForward FeedForward { get; init; }

    /// <summary>The norm of the inputs of <see cref="FeedForward"/>; null for none.</summary>
    public INorm? FeedForwardNorm { get; init; }

    /// <summary>The norm of the outputs of <see cref="FeedForward"/>, before they are added; null for none.</summary>
    public INorm? FeedForwardOutputNorm { get; init; }

    /// <summary>Whether norms apply to sums, after the parts, instead of to the parts' inputs.</summary>
    public bool NormAfter { get; init; }

    /// <summary>Whether the backbone's dropout applies to the output of each part.</summary>
    public bool Dropout { get; init; }

    /// <summary>Maps [tokens, width] to the same shape, or to [selected, width], with or without a cache of earlier keys and values.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, LayerInputs inputs, KeyValueCache? cache)
    {
        // Tensors that autograd does not keep are freed layer by layer.
        using var scope = torch.NewDisposeScope();
        TokenRows queries = inputs.Selected?.Rows ?? inputs.Rows;
        Tensor? owners = inputs.Selected is { } selected ? selected.Owners : inputs.Owners;
        (Tensor, Tensor)? encoded = inputs.Encoder is not { } e ? null
            : cache?.EncodedOf(inputs.FirstRow, e.Rows) ?? CrossAttention!.KeysAndValues(pass, e);
        x = Add(pass, x, AttentionNorm, AttentionOutputNorm, y => Attention.Forward(pass, y, inputs, cache), inputs.Selected?.Index);
        if (encoded is { } others)
            x = Add(pass, x, CrossAttentionNorm, null, y => CrossAttention!.Forward(pass, y, (queries, owners), others, inputs.Encoder!.View!));
        return Add(pass, x, FeedForwardNorm, FeedForwardOutputNorm, y => FeedForward.Forward(pass, y, owners)).MoveToOuterDisposeScope();
    }

    /// <summary>Adds a part's output to its input, or to the selected rows of it if the part computes only these.</summary>
    private Tensor Add(ForwardPass pass, Tensor x, INorm? norm, INorm? outputs, Func<Tensor, Tensor> part, Tensor? selected = null)
    {
        Tensor y = part(NormAfter || norm is null ? x : norm.Forward(pass, x));
        if (outputs is not null) y = outputs.Forward(pass, y);
        // Nothing else refers to a part's output, so its input is added in place.
        y = (Dropout ? pass.Dropout(y) : y).add_(selected is null ? x : x.index_select(0, selected));
        return NormAfter && norm is not null ? norm.Forward(pass, y) : y;
    }
}
