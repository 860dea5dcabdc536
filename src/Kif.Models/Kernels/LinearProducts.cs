using static TorchSharp.torch.autograd;

namespace Kif.Models;

/// <summary>
/// Linear maps by frozen float32 weights on AMD processors, where the library that libtorch multiplies with takes longer than needed: two to three times as
/// long for few rows, since it rearranges all weights first.
/// </summary>
internal static class LinearProducts
{
    /// <summary>The fewest multiplications for which a kernel pays.</summary>
    private const long FewestMultiplications = 1L << 16;

    /// <summary>The most rows: with more, the library's rearranging no longer counts.</summary>
    private const int MostRows = 256;

    /// <summary>Whether they are used here: on AMD processors, unless KIF_MKL is set.</summary>
    public static bool Available { get; } =
        InnerProducts.IsSupported && CpuFeatures.Current.Amd && Environment.GetEnvironmentVariable("KIF_MKL") is null;

    /// <summary>Computes x Wᵀ + b, differentiated by x where autograd wants it.</summary>
    /// <param name="x">[rows, inputs].</param>
    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="bias">[outputs]; null for none.</param>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias = null)
    {
        if (!Takes(x, weight, bias)) return torch.nn.functional.linear(x, weight, bias);
        return Kernel.Differentiates(x) ? LinearFunction.apply(bias is null ? [x, weight] : [x, weight, bias]) : Product(x, weight, bias);
    }

    /// <summary>Whether kernels compute this map.</summary>
    internal static bool Takes(Tensor x, Tensor weight, Tensor? bias) => Available && Kernel.Multiplies(x) && Kernel.Multiplies(weight)
        && x.shape.Length == 2 && x.shape[1] >= InnerProducts.LeastLength && weight.shape[0] >= InnerProducts.LeastLength
        && (x.shape[0] <= MostRows || OneDnnProducts.Take(x, weight)) && x.shape[0] * weight.shape[0] * weight.shape[1] >= FewestMultiplications
        && !Kernel.Differentiates(weight) && (bias is null || !Kernel.Differentiates(bias) && bias.dtype == ScalarType.Float32 && bias.is_contiguous());

    /// <summary>Computes x Wᵀ + b: [rows, inputs] and [outputs, inputs] to [rows, outputs]. The weight or its transpose is contiguous.</summary>
    internal static Tensor Product(Tensor x, Tensor weight, Tensor? bias)
    {
        if (OneDnnProducts.Take(x, weight)) return bias is null ? OneDnnProducts.Product(x, weight) : OneDnnProducts.Product(x, weight).add_(bias);
        Tensor rows = x.contiguous();
        return weight.is_contiguous() ? InnerProducts.Compute(rows, weight, bias) : OuterProducts.Compute(rows, weight.t().contiguous(), bias);
    }
}

/// <summary>The autograd function of a frozen linear map; it keeps weight and bias only, which are borrowed.</summary>
internal sealed class LinearFunction : KernelFunction<LinearFunction>
{
    /// <summary>Takes rows, weight and perhaps a bias.</summary>
    protected override Tensor Forward(AutogradContext context, object[] inputs)
    {
        Tensor[] frozen = [.. inputs.Skip(1).Cast<Tensor>()];
        context.save_for_backward([.. frozen]);
        return LinearProducts.Product((Tensor)inputs[0], frozen[0], frozen.ElementAtOrDefault(1));
    }

    /// <inheritdoc/>
    protected override List<Tensor?> Backward(AutogradContext context, Tensor gradient)
    {
        List<Tensor> frozen = context.get_saved_variables();
        return [LinearProducts.Product(gradient, frozen[0].t(), null), .. frozen.Select(_ => (Tensor?)null)];
    }
}
