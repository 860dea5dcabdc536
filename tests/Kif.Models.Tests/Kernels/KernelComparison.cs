using Kif.Models.Tests.Networks;

namespace Kif.Models.Tests.Kernels;

/// <summary>Compares a kernel with libtorch's operations, values and gradients: both with the operations in float64, on the same numbers.</summary>
internal static class KernelComparison
{
    /// <summary>Checks that a kernel is as near to float64 as the operations are, and within a rounding in float32.</summary>
    /// <param name="dtype">Float32 or BFloat16.</param>
    /// <param name="kernel">Computes the output from the inputs by the kernel.</param>
    /// <param name="operations">Computes the same by operations, in any type.</param>
    /// <param name="inputs">Float64 inputs.</param>
    public static void Check(ScalarType dtype, Func<Tensor[], Tensor> kernel, Func<Tensor[], Tensor> operations, params Tensor[] inputs)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor[] rounded = [.. inputs.Select(x => x.to_type(dtype))];
        Tensor[] exact = Run(operations, [.. rounded.Select(x => x.to_type(ScalarType.Float64))]);
        (Tensor[] seen, Tensor[] usual) = (Run(kernel, rounded), Run(operations, rounded));
        for (int i = 0; i < exact.Length; i++)
        {
            seen[i].dtype.Should().Be(usual[i].dtype);
            double ofKernel = Closeness.Difference(seen[i], exact[i]), ofOperations = Closeness.Difference(usual[i], exact[i]);
            // Of few elements it is chance which way of computing is rounded less.
            double most = dtype == ScalarType.Float32 ? 1e-6 : exact[i].numel() < 5000 ? 1.2 * ofOperations + 1.0 / 512 : 1.02 * ofOperations;
            ofKernel.Should().BeLessThanOrEqualTo(most, "tensor {0} of shape [{1}]", i, string.Join(", ", exact[i].shape));
        }
    }

    /// <summary>Checks that a kernel has the same bits on one thread and on two.</summary>
    public static void CheckThreads(Func<Tensor[], Tensor> kernel, params Tensor[] inputs)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        int threads = torch.get_num_threads();
        try
        {
            torch.set_num_threads(1);
            Tensor[] one = Run(kernel, inputs);
            torch.set_num_threads(2);
            Tensor[] two = Run(kernel, inputs);
            for (int i = 0; i < one.Length; i++) two[i].bytes.SequenceEqual(one[i].bytes).Should().BeTrue("tensor {0}", i);
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    /// <summary>Creates normal numbers, float64, that a seed determines.</summary>
    public static Tensor Normal(int seed, params long[] shape)
    {
        var random = new RandomStream((ulong)seed);
        return torch.tensor([.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => random.NextNormal())], shape, ScalarType.Float64);
    }

    /// <summary>Computes the output without and with autograd, which must be the same, and the gradients of a weighted sum of it.</summary>
    private static Tensor[] Run(Func<Tensor[], Tensor> function, Tensor[] inputs)
    {
        Tensor alone;
        using (torch.no_grad()) alone = function(inputs);
        Tensor[] leaves = [.. inputs.Select(x => x.detach().requires_grad_())];
        Tensor output = function(leaves);
        output.bytes.SequenceEqual(alone.bytes).Should().BeTrue();
        Tensor factors = torch.arange(output.numel(), dtype: ScalarType.Float64).sin().view(output.shape).to_type(output.dtype);
        return [output.detach(), .. torch.autograd.grad([output], leaves, [factors])];
    }
}
