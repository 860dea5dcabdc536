using static TorchSharp.torch.autograd;

namespace Kif.Models.Backbones;

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
