using static TorchSharp.torch.autograd;

namespace Kif.Models.Backbones;

/// <summary>
/// A cast to another element type that scales the gradient. Float16 loses gradients below 6e-8, so they are multiplied by <see cref="LossScale"/> where they
/// enter the half-precision part of a network and divided by it where they leave (Micikevicius et al., 2017). Other parts see unscaled gradients.
/// </summary>
internal sealed class ScaledCast : SingleTensorFunction<ScaledCast>
{
    /// <summary>The factor within float16. Overflows are not finite, and the training loop skips such steps.</summary>
    public const double LossScale = 1024;

    /// <inheritdoc/>
    public override string Name => nameof(ScaledCast);

    /// <summary>Casts trained weights to the type that the model computes in.</summary>
    public static Tensor Into(Tensor x, ScalarType dtype) =>
        x.dtype == dtype ? x : dtype == ScalarType.Float16 && Differentiates(x) ? apply(x, dtype, 1 / LossScale) : x.to_type(dtype);

    /// <summary>Casts the model's output to the type of the loss.</summary>
    public static Tensor OutOf(Tensor x) => x.dtype == ScalarType.Float16 && Differentiates(x) ? apply(x, ScalarType.Float32, LossScale) : Precision.Widen(x);

    /// <summary>Takes the tensor, its new type, and the factor on the gradient.</summary>
    public override Tensor forward(AutogradContext ctx, params object[] vars)
    {
        (Tensor x, ScalarType dtype) = ((Tensor)vars[0], (ScalarType)vars[1]);
        ctx.save_data("dtype", x.dtype);
        ctx.save_data("factor", vars[2]);
        return x.to_type(dtype);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
    {
        using var scope = torch.NewDisposeScope();
        Tensor scaled = grad_output.to_type(ScalarType.Float32).mul((double)ctx.get_data("factor"));
        return [scaled.to_type((ScalarType)ctx.get_data("dtype")).MoveToOuterDisposeScope(), null!, null!];
    }

    private static bool Differentiates(Tensor x) => torch.is_grad_enabled() && x.requires_grad;
}
