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

    /// <summary>Maps [tokens, width] to the same shape, with or without a cache of earlier keys and values.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, LayerInputs inputs, KeyValueCache? cache)
    {
        // Tensors that autograd does not keep are freed layer by layer.
        using var scope = torch.NewDisposeScope();
        (Tensor, Tensor)? encoded = inputs.Encoder is not { } e ? null : cache?.Encoded ?? CrossAttention!.KeysAndValues(pass, e.States, e.Rows);
        x = Add(pass, x, AttentionNorm, AttentionOutputNorm, y => Attention.Forward(pass, y, inputs, cache));
        if (encoded is { } others)
            x = Add(pass, x, CrossAttentionNorm, null, y => CrossAttention!.Forward(pass, y, inputs.Rows, others, inputs.Encoder!.Bias));
        return Add(pass, x, FeedForwardNorm, FeedForwardOutputNorm, y => FeedForward.Forward(pass, y)).MoveToOuterDisposeScope();
    }

    private Tensor Add(ForwardPass pass, Tensor x, INorm? norm, INorm? outputs, Func<Tensor, Tensor> part)
    {
        Tensor y = part(NormAfter || norm is null ? x : norm.Forward(pass, x));
        if (outputs is not null) y = outputs.Forward(pass, y);
        // Nothing else refers to a part's output, so its input is added in place.
        y = (Dropout ? pass.Dropout(y) : y).add_(x);
        return NormAfter && norm is not null ? norm.Forward(pass, y) : y;
    }
}

/// <summary>What all layers of one pass read beside states.</summary>
/// <param name="Rows">The rows of the tokens.</param>
/// <param name="Bias">The bias on attention scores, broadcastable to [rows · key heads, group · length, keys].</param>
/// <param name="Rotation">The rotations of queries and keys; null for none.</param>
/// <param name="Encoder">The encoder's output; null without an encoder.</param>
internal sealed record LayerInputs(TokenRows Rows, Tensor Bias, Rotation? Rotation = null, EncoderOutput? Encoder = null)
{
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
    public LayerInputs With(Func<Tensor, Tensor> replace) => new(Rows.With(replace), replace(Bias), Rotation?.With(replace), Encoder?.With(replace));
}

/// <summary>The output of an encoder, for a decoder.</summary>
/// <param name="Rows">The rows of the encoder's tokens.</param>
/// <param name="States">[tokens, width].</param>
/// <param name="Bias">The bias that hides padding, broadcastable to [rows · key heads, queries, keys].</param>
internal sealed record EncoderOutput(TokenRows Rows, Tensor States, Tensor Bias)
{
    /// <summary>Copies the output with other tensors.</summary>
    public EncoderOutput With(Func<Tensor, Tensor> replace) => new(Rows.With(replace), replace(States), replace(Bias));
}
