namespace Kif.Models.Backbones;

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
