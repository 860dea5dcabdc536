namespace Kif.Models.Backbones;

/// <summary>Root-mean-square normalisation, x · (mean(x²) + ε)^(−1/2) · gain, in the weights' own type.</summary>
internal sealed class RmsNorm(int gain, double epsilon)
{
    private static readonly long[] Last = [-1];
    private readonly Scalar epsilon = epsilon;

    /// <summary>[rows, width] to [rows, width].</summary>
    public Tensor Forward(ForwardPass pass, Tensor x) =>
        x.mul(x.mul(x).mean(Last, keepdim: true).add_(epsilon).rsqrt_()).mul(pass.Weight(gain));
}
