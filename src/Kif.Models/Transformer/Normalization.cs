using static TorchSharp.torch.autograd;

namespace Kif.Models;

/// <summary>A normalization of hidden states.</summary>
internal interface INorm
{
    /// <summary>Maps [tokens, width] to the same shape and type.</summary>
    Tensor Forward(ForwardPass pass, Tensor x);
}

/// <summary>Layer normalization, (x − mean(x)) · (variance(x) + ε)^(−1/2) · gain + bias.</summary>
internal sealed class LayerNorm : INorm
{
    private readonly int gain;
    private readonly int? bias;
    private readonly double epsilon;

    /// <summary>Declares gain and bias, if there is one; both are exempt from weight decay.</summary>
    public LayerNorm(BackboneLayout layout, string path, long size, double epsilon, int? layer = null, bool biased = true)
    {
        gain = layout.Norm(path, size, layer);
        bias = biased ? layout.Add(new($"{path}.bias", new(path, layer), ParameterRole.Bias, [size], false)) : null;
        this.epsilon = epsilon;
    }

    public Tensor Forward(ForwardPass pass, Tensor x) => torch.nn.functional.layer_norm(
        x, [x.shape[^1]], pass.Weight(gain).to_type(x.dtype), bias is { } index ? pass.Weight(index).to_type(x.dtype) : null, epsilon);
}

/// <summary>Root-mean-square normalization, x · (mean(x²) + ε)^(−1/2) · gain; means and products in at least float32.</summary>
/// <param name="layout">Receives the declaration of the gain.</param>
/// <param name="path">The module's path.</param>
/// <param name="size">The number of elements that are normalized together.</param>
/// <param name="epsilon">ε.</param>
/// <param name="layer">The layer's number, null outside layers.</param>
/// <param name="fromOne">Whether the weight is the gain minus one, as in Gemma.</param>
internal sealed class RmsNorm(BackboneLayout layout, string path, long size, double epsilon, int? layer = null, bool fromOne = false) : INorm
{
    private readonly int gain = layout.Norm(path, size, layer);

    public Tensor Forward(ForwardPass pass, Tensor x)
    {
        Tensor weight = pass.Weight(gain);
        if (fromOne) weight = Precision.Widen(weight).add(1);
        return torch.is_grad_enabled() && (x.requires_grad || weight.requires_grad)
            ? RmsNormFunction.apply(x, weight, epsilon)
            : RmsNormMath.Forward(x, weight, epsilon).Y;
    }
}

/// <summary>Root-mean-square normalization with a custom backward pass, which keeps the input and one number per row.</summary>
internal sealed class RmsNormFunction : SingleTensorFunction<RmsNormFunction>
{
    /// <inheritdoc/>
    public override string Name => nameof(RmsNormFunction);

    /// <summary>Takes rows, gain and ε.</summary>
    public override Tensor forward(AutogradContext ctx, params object[] vars)
    {
        using var scope = torch.NewDisposeScope();
        (Tensor x, Tensor gain, double epsilon) = ((Tensor)vars[0], (Tensor)vars[1], (double)vars[2]);
        (Tensor y, Tensor inverse) = RmsNormMath.Forward(x, gain, epsilon);
        ctx.save_for_backward([x, gain, inverse]);
        ctx.save_data("gain", gain.requires_grad);
        inverse.MoveToOuterDisposeScope();
        return y.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
    {
        using var scope = torch.NewDisposeScope();
        List<Tensor> saved = ctx.get_saved_variables();
        (Tensor byX, Tensor? byGain) = RmsNormMath.Backward(grad_output, saved[0], saved[2], saved[1], (bool)ctx.get_data("gain"));
        return [byX.MoveToOuterDisposeScope(), byGain?.MoveToOuterDisposeScope()!, null!];
    }
}

/// <summary>The formulas of root-mean-square normalization, forward and backward.</summary>
internal static class RmsNormMath
{
    private static readonly long[] Last = [-1];

    /// <summary>Computes the normalized and scaled rows, and 1 / root mean square of each row.</summary>
    public static (Tensor Y, Tensor Inverse) Forward(Tensor x, Tensor gain, double epsilon)
    {
        Tensor wide = Precision.Widen(x);
        Tensor inverse = wide.mul(wide).mean(Last, keepdim: true).add_(epsilon).rsqrt_();
        Tensor y = wide.mul(inverse).mul_(Precision.Widen(gain));
        return (y.dtype == x.dtype ? y : y.to_type(x.dtype), inverse);
    }

    /// <summary>Computes the gradients with respect to rows and, if requested, gain.</summary>
    public static (Tensor X, Tensor? Gain) Backward(Tensor gradient, Tensor x, Tensor inverse, Tensor gain, bool ofGain)
    {
        Tensor normed = Precision.Widen(x).mul(inverse), above = Precision.Widen(gradient);
        Tensor? byGain = ofGain ? above.mul(normed).sum(0L).to_type(gain.dtype) : null;
        Tensor scaled = above.mul(Precision.Widen(gain));
        Tensor mean = scaled.mul(normed).mean(Last, keepdim: true);
        Tensor byX = scaled.sub_(normed.mul_(mean)).mul_(inverse);
        return (byX.dtype == x.dtype ? byX : byX.to_type(x.dtype), byGain);
    }
}
