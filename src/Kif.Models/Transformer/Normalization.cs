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
        return Kernel.Differentiates(x, weight) ? RmsNormFunction.apply(x, weight, epsilon) : Compute(x, weight, epsilon).Y;
    }

    /// <summary>Computes the normalized and scaled rows, and 1 / root mean square of each row.</summary>
    public static (Tensor Y, Tensor Inverse) Compute(Tensor x, Tensor gain, double epsilon) => Kernel.Takes(x) && gain.is_contiguous()
        ? RmsNormKernel.Forward(x, Precision.Widen(gain), epsilon)
        : RmsNormMath.Forward(x, gain, epsilon);
}

/// <summary>Root-mean-square normalization with a custom backward pass, which keeps the input and one number per row.</summary>
internal sealed class RmsNormFunction : KernelFunction<RmsNormFunction>
{
    /// <summary>Takes rows, gain and ε.</summary>
    protected override Tensor Forward(AutogradContext context, object[] inputs)
    {
        (Tensor x, Tensor gain, double epsilon) = ((Tensor)inputs[0], (Tensor)inputs[1], (double)inputs[2]);
        (Tensor y, Tensor inverse) = RmsNorm.Compute(x, gain, epsilon);
        context.save_for_backward([x, gain, inverse.MoveToOuterDisposeScope()]);
        context.save_data("gain", gain.requires_grad);
        return y;
    }

    /// <inheritdoc/>
    protected override List<Tensor?> Backward(AutogradContext context, Tensor gradient)
    {
        List<Tensor> saved = context.get_saved_variables();
        (Tensor x, Tensor gain, Tensor inverse, bool ofGain) = (saved[0], saved[1], saved[2], (bool)context.get_data("gain"));
        Tensor above = gradient.contiguous();
        Tensor byX = Kernel.Takes(x, above) && gain.is_contiguous()
            ? RmsNormKernel.Backward(above, x, inverse, Precision.Widen(gain))
            : RmsNormMath.Backward(above, x, inverse, gain);
        return [byX, ofGain ? RmsNormMath.GainBackward(above, x, inverse).to_type(gain.dtype) : null, null];
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

    /// <summary>Computes the gradient with respect to the rows.</summary>
    public static Tensor Backward(Tensor gradient, Tensor x, Tensor inverse, Tensor gain)
    {
        Tensor normed = Precision.Widen(x).mul(inverse), scaled = Precision.Widen(gradient).mul(Precision.Widen(gain));
        Tensor mean = scaled.mul(normed).mean(Last, keepdim: true);
        Tensor byX = scaled.sub_(normed.mul_(mean)).mul_(inverse);
        return byX.dtype == x.dtype ? byX : byX.to_type(x.dtype);
    }

    /// <summary>Computes the gradient with respect to the gain, in at least float32.</summary>
    public static Tensor GainBackward(Tensor gradient, Tensor x, Tensor inverse) =>
        Precision.Widen(gradient).mul(Precision.Widen(x).mul(inverse)).sum(0L);
}
