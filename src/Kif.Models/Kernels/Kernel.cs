using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch.autograd;

namespace Kif.Models;

/// <summary>What kernels take, and how they reach the elements.</summary>
internal static class Kernel
{
    /// <summary>
    /// Whether kernels can compute with these tensors: all on the CPU, of one type, float32 or bfloat16, their elements one after the other. Other tensors are
    /// left to libtorch's operations, and all are on processors without vectors of eight numbers, where kernels were never measured.
    /// </summary>
    public static bool Takes(params ReadOnlySpan<Tensor> tensors)
    {
        if (!Vector256.IsHardwareAccelerated) return false;
        ScalarType dtype = tensors[0].dtype;
        if (dtype is not (ScalarType.Float32 or ScalarType.BFloat16)) return false;
        foreach (Tensor tensor in tensors)
            if (tensor.dtype != dtype || tensor.device_type != DeviceType.CPU || !tensor.is_contiguous() || Bytes(tensor) > int.MaxValue) return false;
        return tensors[0].numel() > 0;
    }

    /// <summary>Whether matrix kernels can compute with this tensor: float32 on the CPU, rows or columns one after the other.</summary>
    public static bool Multiplies(Tensor matrix) =>
        matrix.dtype == ScalarType.Float32 && matrix.device_type == DeviceType.CPU && Bytes(matrix) is > 0 and <= int.MaxValue;

    /// <summary>Whether autograd asks for the gradient with respect to one of these tensors.</summary>
    public static bool Differentiates(params ReadOnlySpan<Tensor> tensors)
    {
        if (!torch.is_grad_enabled()) return false;
        foreach (Tensor tensor in tensors)
            if (tensor.requires_grad) return true;
        return false;
    }

    /// <summary>Returns the elements of a tensor as they are stored.</summary>
    public static Span<T> Elements<T>(Tensor tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.bytes);

    private static long Bytes(Tensor tensor) => tensor.numel() * tensor.ElementSize;
}

/// <summary>
/// An autograd function on kernels. TorchSharp leaves the gradients that a function receives and returns to the enclosing dispose scope, which is that of a
/// whole step; here the one is freed when it was used and the other when the next function of this kind begins.
/// </summary>
/// <typeparam name="T">The function.</typeparam>
internal abstract class KernelFunction<T> : SingleTensorFunction<T>
    where T : KernelFunction<T>, new()
{
    /// <inheritdoc/>
    public override string Name => typeof(T).Name;

    /// <inheritdoc/>
    public sealed override Tensor forward(AutogradContext ctx, params object[] vars)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return Forward(ctx, vars).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public sealed override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
    {
        ReturnedGradients.Free();
        List<Tensor?> gradients;
        using (DisposeScope scope = torch.NewDisposeScope())
        {
            gradients = Backward(ctx, grad_output);
            foreach (Tensor? gradient in gradients) gradient?.MoveToOuterDisposeScope();
        }
        ReturnedGradients.Keep(gradients);
        grad_output.Dispose();
        return gradients!;
    }

    /// <summary>Computes the output. Tensors that it saves are moved to the outer scope.</summary>
    protected abstract Tensor Forward(AutogradContext context, object[] inputs);

    /// <summary>Computes the gradient with respect to each input; null where there is none. None may be the given gradient itself.</summary>
    protected abstract List<Tensor?> Backward(AutogradContext context, Tensor gradient);
}

/// <summary>The gradients that the last function of this thread returned: autograd has taken them over when the next one begins.</summary>
internal static class ReturnedGradients
{
    [ThreadStatic]
    private static List<Tensor?>? last;

    /// <summary>Frees the last gradients.</summary>
    public static void Free()
    {
        if (last is null) return;
        foreach (Tensor? gradient in last) gradient?.Dispose();
        last = null;
    }

    /// <summary>Keeps gradients until the next call.</summary>
    public static void Keep(List<Tensor?> gradients)
    {
        // Functions within this one have returned theirs already.
        Free();
        last = gradients;
    }
}
