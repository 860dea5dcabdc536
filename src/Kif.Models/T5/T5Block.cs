using Kif.Models.Backbones;

namespace Kif.Models.T5;

/// <summary>One block of the encoder or decoder: self-attention, in the decoder attention to the encoder, feed-forward.</summary>
internal sealed class T5Block
{
    private readonly RmsNorm selfNorm, feedNorm;
    private readonly RmsNorm? crossNorm;
    private readonly T5FeedForward feed;

    /// <summary>Declares the block's weights.</summary>
    public T5Block(BackboneLayout layout, T5Config config, string stack, int number, bool decoder, ref T5Positions? positions)
    {
        BlockSpan begun = layout.Begin();
        string path = $"{stack}.block.{number}.layer";
        Self = new(layout, config, $"{path}.0.SelfAttention", number);
        positions ??= new(config, layout.Weight($"{path}.0.SelfAttention.relative_attention_bias", [config.Buckets, config.Heads], layer: number), !decoder);
        selfNorm = Norm($"{path}.0");
        if (decoder)
        {
            Cross = new(layout, config, $"{path}.1.EncDecAttention", number);
            crossNorm = Norm($"{path}.1");
        }
        path = $"{path}.{(decoder ? 2 : 1)}";
        feed = new(layout, config, $"{path}.DenseReluDense", number);
        feedNorm = Norm(path);
        Span = layout.End(begun);

        RmsNorm Norm(string at) => new(layout.Norm($"{at}.layer_norm", config.ModelWidth, number), config.NormEpsilon);
    }

    /// <summary>The block's weights and linear maps.</summary>
    public BlockSpan Span { get; }

    /// <summary>The self-attention.</summary>
    public T5Attention Self { get; }

    /// <summary>The attention to the encoder; null in the encoder.</summary>
    public T5Attention? Cross { get; }

    /// <summary>Computes the whole block. <paramref name="remember"/> turns the normalized states into the keys and values attended to.</summary>
    public Tensor Forward(
        ForwardPass pass, Tensor x, long batch, Func<Tensor, (Tensor Keys, Tensor Values)> remember, Tensor bias,
        (Tensor Keys, Tensor Values) encoded = default, Tensor? crossBias = null)
    {
        // Tensors that autograd does not keep are freed block by block; residuals are added to a branch's output in place.
        using var scope = torch.NewDisposeScope();
        Tensor normed = selfNorm.Forward(pass, x);
        x = pass.Dropout(Self.Forward(pass, normed, remember(normed), batch, bias)).add_(x);
        if (Cross is not null) x = pass.Dropout(Cross.Forward(pass, crossNorm!.Forward(pass, x), encoded, batch, crossBias!)).add_(x);
        return pass.Dropout(feed.Forward(pass, feedNorm.Forward(pass, x))).add_(x).MoveToOuterDisposeScope();
    }
}
