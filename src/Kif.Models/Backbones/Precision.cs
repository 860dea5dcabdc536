using static TorchSharp.torch.autograd;

namespace Kif.Models;

/// <summary>The element types that models compute in.</summary>
internal static class Precision
{
    /// <summary>The types that a backbone's weights and activations may have.</summary>
    public static IReadOnlyList<ScalarType> Supported { get; } = [ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16, ScalarType.Float64];

    /// <summary>Rejects other types.</summary>
    /// <exception cref="ArgumentException">The type is not in <see cref="Supported"/>.</exception>
    public static ScalarType Check(ScalarType dtype) => Supported.Contains(dtype)
        ? dtype
        : throw new ArgumentException($"a model computes in {string.Join(", ", Supported)}, not {dtype}", nameof(dtype));

    /// <summary>Whether sums, norms and losses need a wider type than this one.</summary>
    public static bool IsHalf(ScalarType dtype) => dtype is ScalarType.BFloat16 or ScalarType.Float16;

    /// <summary>Returns the type of trainable weights, norms and losses for frozen weights of this type: Float32, or Float64 for Float64.</summary>
    public static ScalarType Wide(ScalarType dtype) => dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>Returns the tensor itself, or a copy of it in the wide type.</summary>
    public static Tensor Widen(Tensor x) => IsHalf(x.dtype) ? x.to_type(ScalarType.Float32) : x;
}

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

/// <summary>Parses names of devices.</summary>
internal static class TorchDevice
{
    /// <summary>Parses the name of a device: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <exception cref="ArgumentException">The name is another one.</exception>
    public static Device Parse(string name)
    {
        if (name == "cpu") return torch.CPU;
        if (name == "cuda") return new Device(DeviceType.CUDA, 0);
        return name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), out int index) && index >= 0
            ? new Device(DeviceType.CUDA, index)
            : throw new ArgumentException($"a device is 'cpu', 'cuda' or 'cuda:<number>', not '{name}'", nameof(name));
    }
}
