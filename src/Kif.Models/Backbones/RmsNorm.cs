namespace Kif.Models.Backbones;

/// <summary>Root-mean-square normalization, x · (mean(x²) + ε)^(−1/2) · gain; means and products in at least float32.</summary>
internal sealed class RmsNorm(int gain, double epsilon)
{
    /// <summary>Maps [rows, width] to [rows, width].</summary>
    public Tensor Forward(ForwardPass pass, Tensor x)
    {
        Tensor weight = pass.Weight(gain);
        return torch.is_grad_enabled() && (x.requires_grad || weight.requires_grad)
            ? RmsNormFunction.apply(x, weight, epsilon)
            : RmsNormMath.Forward(x, weight, epsilon).Y;
    }
}
